import type { MeasuredRecovery, Objectives } from './objectives';
import type { Phase } from './phases';
import type { Finding } from './proof/finding';

/** What every drill found out: no value of an item, no secret. A scenario adds what is its own. */
export interface DrillResult {
  readonly scenario: string;
  /** Wall time, ISO 8601. */
  readonly startedAt: string;
  readonly wallSeconds: number;
  /** How many times as fast as the wall's the cloud's clock ran. */
  readonly speed: number;
  readonly users: number;
  readonly seed: number;
  /** null: nothing has to be recovered. */
  readonly objectives: Objectives | null;
  readonly measured: MeasuredRecovery | null;
  readonly findings: readonly Finding[];
  readonly phases: readonly Phase[];
  /** Objectives met, and everything proven. */
  readonly passed: boolean;
}

/** Of a drill that recovers the service with all its data. */
export interface RecoveryResult<Measured extends MeasuredRecovery = MeasuredRecovery> extends DrillResult {
  readonly items: number;
  readonly secrets: number;
  readonly restorePoint: string;
  readonly objectives: Objectives;
  readonly measured: Measured;
}

/** What every drill is judged by. */
export function isPassed({ measured, findings }: Pick<DrillResult, 'measured' | 'findings'>): boolean {
  const met = measured === null || (measured.recoveryTimeMet && measured.recoveryPointMet);
  return met && findings.every(({ holds }) => holds);
}

/**
 * One line of the drill log: what a review of the last drills compares.
 *
 * @param particular what the scenario adds
 */
export function logLine(result: DrillResult, particular: object): string {
  const { startedAt, scenario, users, measured, wallSeconds, speed, passed } = result;
  return JSON.stringify({
    time: startedAt,
    scenario,
    users,
    ...particular,
    recoveryTimeMinutes: minutesOf(measured?.recoveryTimeMinutes),
    recoveryPointMinutes: minutesOf(measured?.recoveryPointMinutes),
    wallSeconds: Math.round(wallSeconds),
    speed,
    passed,
  });
}

/** Minutes to a tenth, as the log has them. */
export function minutesOf(minutes: number | null | undefined): number | null {
  return minutes === null || minutes === undefined ? null : Math.round(minutes * 10) / 10;
}
