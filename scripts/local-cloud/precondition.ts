/** Something that must be there before a command can run is missing; the message says what to install or to type. */
export class PreconditionError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'PreconditionError';
    this.code = code;
  }
}
