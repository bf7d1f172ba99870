import type { SettingsFile } from '../../../settings/schema';
import type { Phase } from '../phases';
import type { Finding } from '../proof/finding';
import { minutesOf, type StepTime } from '../corruption/result';
import type { Outage } from './dark';
import type { MeasuredOutage } from './measure';

/** Everything that a drill of a lost region found out: no value of an item, no secret. */
export interface OutageResult {
  readonly scenario: 'regional-outage';
  readonly outage: Outage;
  /** How the region failed, in the order in which it did. */
  readonly stages: readonly string[];
  /** Wall time, ISO 8601. */
  readonly startedAt: string;
  readonly wallSeconds: number;
  /** How many times as fast as the wall's the cloud's clock ran. */
  readonly speed: number;
  readonly users: number;
  readonly items: number;
  readonly secrets: number;
  readonly seed: number;
  /** Of protection before the loss. */
  readonly rounds: number;
  /** Cloud time at which the region was lost, ISO 8601. */
  readonly lostAt: string;
  readonly restorePoint: string;
  readonly rebuild: Recovery;
  readonly failback: Recovery;
  readonly objectives: SettingsFile['objectives'];
  readonly measured: MeasuredOutage;
  readonly findings: readonly Finding[];
  readonly phases: readonly Phase[];
  /** Objectives met, and everything proven. */
  readonly passed: boolean;
}

/** One run of a procedure. */
export interface Recovery {
  readonly incident: string;
  /** The table that it left the service with. */
  readonly table: string;
  readonly steps: readonly StepTime[];
}

/** One line of the drill log: what a review of the last drills compares. */
export function outageLogLine(result: OutageResult): string {
  const { startedAt, scenario, outage, users, items, secrets, wallSeconds, speed, measured, passed } = result;
  return JSON.stringify({
    time: startedAt,
    scenario,
    outage,
    users,
    items,
    secrets,
    recoveryTimeMinutes: minutesOf(measured.recoveryTimeMinutes),
    recoveryPointMinutes: minutesOf(measured.recoveryPointMinutes),
    writesLost: measured.writesLost,
    failbackOutageMinutes: minutesOf(measured.failbackOutageMinutes),
    wallSeconds: Math.round(wallSeconds),
    speed,
    passed,
  });
}
