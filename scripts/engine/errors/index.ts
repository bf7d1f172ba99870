import { Stop, type StopKind } from '../stop';
import type { ErrorEntry } from './entry';
import { COMMANDS } from './commands';
import { DRILL } from './drill';
import { ENGINE } from './engine';
import { INCIDENT_ERRORS } from './incident';
import { LOCAL_CLOUD } from './local-cloud';
import { PLAN_REVIEW } from './plan-review';
import { POINTER } from './pointer';
import { REBUILD } from './rebuild';
import { REPAIR } from './repair';
import { SURROUNDINGS } from './surroundings';
import { TABLES } from './table';
import { TERRAFORM } from './terraform';
import { TRAFFIC } from './traffic';
import { VALIDATION } from './validation';
import { VAULT } from './vault';
import { WRITERS } from './writers';

/** The registry by area, in the order of docs/errors.md. */
export const AREAS = {
  'Command line': COMMANDS,
  Surroundings: SURROUNDINGS,
  'Incident, approval and data-loss window': INCIDENT_ERRORS,
  'Journal, lease and steps': ENGINE,
  'Write fence and workers': WRITERS,
  Pointer: POINTER,
  'Table and restore': TABLES,
  'Rewind and salvage': REPAIR,
  Validation: VALIDATION,
  'Vault and secrets': VAULT,
  'Rebuild in another region': REBUILD,
  Traffic: TRAFFIC,
  Terraform: TERRAFORM,
  'Plan review': PLAN_REVIEW,
  'Local cloud': LOCAL_CLOUD,
  Drills: DRILL,
} as const;

/** Every error that can leave the process, by its code. */
export const ERRORS = {
  ...COMMANDS,
  ...SURROUNDINGS,
  ...INCIDENT_ERRORS,
  ...ENGINE,
  ...WRITERS,
  ...POINTER,
  ...TABLES,
  ...REPAIR,
  ...VALIDATION,
  ...VAULT,
  ...REBUILD,
  ...TRAFFIC,
  ...TERRAFORM,
  ...PLAN_REVIEW,
  ...LOCAL_CLOUD,
  ...DRILL,
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

/** Makes an error again that was written down, in a journal or a finding, with what was learnt since. */
export function retell(told: {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
}): Stop {
  const { code, message, next } = told;
  const kind: StopKind = Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode].kind : 'failed';
  return new Stop({ kind, code, message, ...(next === null ? {} : { next }) });
}
