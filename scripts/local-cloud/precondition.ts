/** Something that must be there before a command can run is missing. */
export class PreconditionError extends Error {
  readonly code: string;

  constructor(
    code: string,
    message: string,
    /** The command to type. @default the message says what to do */
    readonly next?: string,
  ) {
    super(message);
    this.name = 'PreconditionError';
    this.code = code;
  }
}
