export type LocalCloudCode =
  'ALREADY_RUNNING' | 'NOT_RUNNING' | 'NOT_STARTED' | 'MOTO_MISSING' | 'PYTHON_MISSING';

/** Something that must be there before a command can run is missing. */
export class PreconditionError extends Error {
  readonly code: LocalCloudCode;

  constructor(
    code: LocalCloudCode,
    message: string,
    /** The command to type. */
    readonly next: string,
  ) {
    super(message);
    this.name = 'PreconditionError';
    this.code = code;
  }
}
