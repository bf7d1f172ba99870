import type { SettingsFile } from '../../../settings/schema';
import type { Incident } from '../../engine/journal/replay';
import type { Measured } from './measure';
import type { Phase } from '../phases';
import type { Finding } from '../proof/finding';

const MINUTE = 60_000;

export const STRATEGIES = ['restore', 'rewind'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** One step of the recovery, as its journal tells it. */
export interface StepTime {
  readonly id: string;
  /** Minutes of the cloud's time; null: it did not finish. */
  readonly minutes: number | null;
  /** Minutes from the declaration to its start; null: it did not start. */
  readonly startedAfter: number | null;
}

/** How long each step of a recovery took. Pure. */
export function stepTimes({ steps, declaredAt }: Pick<Incident, 'steps' | 'declaredAt'>): StepTime[] {
  const between = (from: string | null, to: string | null): number | null =>
    from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / MINUTE;
  return [...steps].map(([id, { startedAt, finishedAt }]) => ({
    id,
    minutes: between(startedAt, finishedAt),
    startedAfter: between(declaredAt, startedAt),
  }));
}

/** Everything that a drill found out: no value of an item, no secret. */
export interface DrillResult {
  readonly scenario: 'data-corruption';
  readonly strategy: Strategy;
  /** Wall time, ISO 8601. */
  readonly startedAt: string;
  readonly wallSeconds: number;
  /** How many times as fast as the wall's the cloud's clock ran. */
  readonly speed: number;
  readonly users: number;
  readonly items: number;
  readonly secrets: number;
  readonly seed: number;
  readonly incident: string;
  readonly restorePoint: string;
  /** The table that serves in the end. */
  readonly restoredTable: string;
  readonly objectives: SettingsFile['objectives'];
  readonly measured: Measured;
  readonly findings: readonly Finding[];
  readonly steps: readonly StepTime[];
  readonly phases: readonly Phase[];
  /** Objectives met, and everything proven. */
  readonly passed: boolean;
}

/** What every drill is judged by. */
export interface Judged {
  readonly measured: Pick<Measured, 'recoveryTimeMet' | 'recoveryPointMet'>;
  readonly findings: readonly Finding[];
}

export function isPassed({ measured, findings }: Judged): boolean {
  return measured.recoveryTimeMet && measured.recoveryPointMet && findings.every(({ holds }) => holds);
}

/** One line of the drill log: what a review of the last drills compares. */
export function logLine(result: DrillResult): string {
  const { startedAt, scenario, strategy, users, items, wallSeconds, speed, measured, passed } = result;
  const { recoveryTimeMinutes, outageMinutes, recoveryPointMinutes, goodWritesLost } = measured;
  return JSON.stringify({
    time: startedAt,
    scenario,
    strategy,
    users,
    items,
    recoveryTimeMinutes: minutesOf(recoveryTimeMinutes),
    outageMinutes: minutesOf(outageMinutes),
    recoveryPointMinutes: minutesOf(recoveryPointMinutes),
    goodWritesLost,
    wallSeconds: Math.round(wallSeconds),
    speed,
    passed,
  });
}

/** Minutes to a tenth, as the log has them. */
export function minutesOf(minutes: number | null): number | null {
  return minutes === null ? null : Math.round(minutes * 10) / 10;
}
