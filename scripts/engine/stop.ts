/** Why a run stopped; each has an exit status of its own (architecture, section 8). */
export type StopKind = 'failed' | 'usage' | 'refused' | 'precondition' | 'verification' | 'interrupted';

export interface StopDetails {
  readonly kind: StopKind;
  /** Stable, for programs: `DATA_LOSS_NOT_ACCEPTED`, ... */
  readonly code: string;
  /** What went wrong, the value got, what is allowed. */
  readonly message: string;
  /** The command to type next. @default none */
  readonly next?: string;
}

/** Ends a step or a command in order: somebody has to decide or repair something. Made by `stop` (engine/errors). */
export class Stop extends Error {
  readonly kind: StopKind;
  readonly code: string;
  readonly next: string | undefined;

  constructor({ kind, code, message, next }: StopDetails) {
    super(message);
    this.name = 'Stop';
    this.kind = kind;
    this.code = code;
    this.next = next;
  }
}

/** The person at the terminal asked to stop (Ctrl-C). Nothing went wrong. */
export class Interrupted extends Error {
  constructor() {
    super('stopped on request');
    this.name = 'Interrupted';
  }
}
