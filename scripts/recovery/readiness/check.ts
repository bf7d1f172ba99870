import type { ReadinessWorld } from './world';

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

/** What was seen. `warning`: it would do, but is not as it should be. */
export interface Seen {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** A better command than the check's own. */
  readonly fix?: string;
}

/** One thing that must hold on any day, so that a recovery goes through. Reads only. */
export interface Check {
  /** Stable, for programs: `area/what`. */
  readonly id: `${Area}/${string}`;
  /** What holds when it is well. */
  readonly title: string;
  readonly severity: Severity;
  /**
   * It takes what only the operator may do (items, the vault, the audit trail, a worker's role), so that a denial says
   * nothing to anybody else, such as CI. @default false: whoever has the policy `read-settings` may make it
   */
  readonly operatorOnly?: true;
  /** The command that mends it. */
  readonly fix: (world: Pick<ReadinessWorld, 'names' | 'settings'>) => string;
  /**
   * @throws Stop when it is not so; an error that says that something is absent likewise; any other error: it cannot
   * be known
   */
  check(world: ReadinessWorld): Promise<Seen> | Seen;
}

export function ok(found: string): Seen {
  return { state: 'ok', found };
}

export function failed(found: string, fix?: string): Seen {
  return { state: 'failed', found, ...(fix === undefined ? {} : { fix }) };
}

export function warning(found: string, fix?: string): Seen {
  return { state: 'warning', found, ...(fix === undefined ? {} : { fix }) };
}

/** Well when there is nothing to complain of. */
export function unless(complaints: readonly (string | false)[], found: string, fix?: string): Seen {
  const real = complaints.filter((complaint) => complaint !== false);
  return real.length === 0 ? ok(found) : failed(real.join('; '), fix);
}
