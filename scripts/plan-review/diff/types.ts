import type { Path } from '../model/types';

/** One place in which a resource changes; the texts are masked and on one line. */
export interface Difference {
  readonly path: Path;
  /** undefined: was not there. */
  readonly before: string | undefined;
  /** undefined: will not be there. */
  readonly after: string | undefined;
}

export const UNKNOWN = '(known after apply)';
