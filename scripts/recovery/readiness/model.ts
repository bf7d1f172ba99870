import type { RegionKind } from '../../../settings';
import type { Survey } from './survey';
import { given } from '../../engine/given';

/** Parts of readiness, in the order in which they are told. */
export const AREAS = [
  'access',
  'keys',
  'table',
  'backups',
  'runtime',
  'fleet',
  'quotas',
  'buckets',
  'vault',
  'state',
  'secrets',
  'alarms',
  'traffic',
  'drills',
  'local',
] as const;
export type Area = (typeof AREAS)[number];

/**
 * What a failure means: `critical`: a recovery would fail or lose data; `major`: it would be slower, or miss an
 * objective; `minor`: somebody should put it right some day.
 */
export type Severity = 'critical' | 'major' | 'minor';

/** What checks are asked for before it starts. An evacuation is a regional outage whose lost region still answers. */
export const RUNS = ['data-corruption', 'regional-outage', 'evacuation', 'failback'] as const;
export type Run = (typeof RUNS)[number];

/**
 * When a check is asked: on any day (`doctor`), to tell how the service stands (`status`), before a run is declared
 * (`preflight`), and once more by the run itself, before it makes anything (`first step`).
 */
export type Moment = 'doctor' | 'status' | `preflight ${Run}` | `first step ${Run}`;

export const EVERY_RUN: readonly Moment[] = RUNS.map((run): Moment => `preflight ${run}`);
/** Of every run that brings the service to another region, the first step included. */
export const EVERY_MOVE: readonly Moment[] = (['regional-outage', 'evacuation', 'failback'] as const).flatMap(
  (run): Moment[] => [`preflight ${run}`, `first step ${run}`],
);

export type State = Finding['state'];

/** What was seen. `warning`: it would do, but is not as it should be. */
export interface Seen {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** A better command than the check's own. */
  readonly mend?: string;
}

/** One thing that must hold, so that a recovery goes through. Reads only, and says the same whenever it is asked. */
export interface Check {
  /** Stable, for programs: `area/what`. */
  readonly id: `${Area}/${string}`;
  /** What holds when it is well. */
  readonly title: string;
  readonly severity: Severity;
  /** @default on any day, and at no other moment */
  readonly moments?: readonly Moment[];
  /** The one that it asks: runs that work in the other region leave it out. @default both, or neither */
  readonly region?: RegionKind;
  /**
   * It takes what only the operator may do (items, the vault, the audit trail, a worker's role), so that a denial says
   * nothing to anybody else, such as CI. @default false: whoever has the policy `read-settings` may make it
   */
  readonly operatorOnly?: true;
  /** Its name in what `preflight --json` prints, where that is older than the id. @default the id */
  readonly preflightName?: string;
  /** The states that keep a run from starting. @default `failed` of a critical check, and no other */
  readonly stops?: readonly State[];
  /** Whether a run needs it mended first: of some things it takes care itself. @default true */
  readonly runNeedsMend?: false;
  /** The command that mends it. */
  readonly mend: (survey: Pick<Survey, 'names' | 'settings' | 'serving'>) => string;
  /**
   * @throws Stop when it is not so; an error that says that something is absent likewise; any other error: it cannot
   * be known
   */
  look(survey: Survey): Promise<Seen> | Seen;
}

/** For checks of what every run works with: it does not start while one of them is in doubt. */
export const UNLESS_KNOWN: readonly State[] = ['failed', 'unknown', 'operator-only'];

/** What a check found. */
export interface Finding {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly severity: Severity;
  /**
   * `unknown`: nobody could say; never taken for well. `operator-only`: denied to this caller, who is not the operator,
   * as it should be; known to the operator alone.
   */
  readonly state: 'ok' | 'warning' | 'failed' | 'unknown' | 'operator-only';
  readonly found: string;
  /** Name of the error because of which nothing was seen; null: something was. */
  readonly unseenBecause: string | null;
  /** The command to type; null: nothing is to be done. */
  readonly mend: string | null;
}

export function areaOf({ id }: Pick<Check, 'id'>): Area {
  return id.split('/')[0] as Area;
}

export function ok(found: string): Seen {
  return { state: 'ok', found };
}

export function failed(found: string, mend?: string): Seen {
  return { state: 'failed', found, ...given({ mend }) };
}

export function warning(found: string, mend?: string): Seen {
  return { state: 'warning', found, ...given({ mend }) };
}

/** Well when there is nothing to complain of. */
export function unless(complaints: readonly (string | false)[], found: string, mend?: string): Seen {
  const real = complaints.filter((complaint) => complaint !== false);
  return real.length === 0 ? ok(found) : failed(real.join('; '), mend);
}
