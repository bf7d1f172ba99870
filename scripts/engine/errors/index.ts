import { Stop, type StopKind } from '../stop';
import { COMMANDS } from './commands';
import { ENGINE } from './engine';
import type { ErrorEntry } from './entry';
import { INCIDENT_ERRORS } from './incident';
import { LOCAL_CLOUD } from './local-cloud';
import { SURROUNDINGS } from './surroundings';

/** The registry by area, in the order of docs/errors.md. */
export const AREAS = {
  'Command line': COMMANDS,
  Surroundings: SURROUNDINGS,
  'Incident, approval and data-loss window': INCIDENT_ERRORS,
  'Journal, lease and steps': ENGINE,
  'Local cloud': LOCAL_CLOUD,
} as const;

/** Every error that can leave the process, by its code. */
export const ERRORS = {
  ...COMMANDS,
  ...SURROUNDINGS,
  ...INCIDENT_ERRORS,
  ...ENGINE,
  ...LOCAL_CLOUD,
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What an error of this code says of itself: the parameters of its message and its next command. */
export type ErrorParameters<Code extends ErrorCode> =
  (typeof ERRORS)[Code] extends ErrorEntry<infer Parameters> ? Parameters : never;

/** Makes an error of the registry. */
export function stop<Code extends ErrorCode>(code: Code, parameters: ErrorParameters<Code>): Stop {
  const { kind, message, next } = ERRORS[code] as unknown as ErrorEntry<ErrorParameters<Code> & object>;
  return new Stop({ kind, code, message: message(parameters), next: next(parameters) });
}

/** Kind of an error by its code, for those that keep a class of their own. */
export function kindOf(code: ErrorCode): StopKind {
  return ERRORS[code].kind;
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
