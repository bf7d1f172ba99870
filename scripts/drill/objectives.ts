import type { SettingsFile } from '../../settings/schema';

export type Objectives = SettingsFile['objectives'];

const MINUTE = 60_000;

/** When things happened, cloud time in milliseconds since the epoch. */
export interface RecoveryMoments {
  /** The recovery time counts from here. */
  readonly begun: number;
  /** A user was served again; undefined: none was. */
  readonly served: number | undefined;
  /** Up to here nothing is missing from what was brought back. */
  readonly reached: number;
  /** Nothing was written any more. */
  readonly ended: number;
}

/** Recovery time and recovery point, in minutes of the cloud's time, against the objectives. */
export interface MeasuredRecovery {
  /** null: nobody was served again. */
  readonly recoveryTimeMinutes: number | null;
  readonly recoveryPointMinutes: number;
  readonly recoveryTimeMet: boolean;
  readonly recoveryPointMet: boolean;
}

/** Pure. */
export function measureRecovery(
  { begun, served, reached, ended }: RecoveryMoments,
  objectives: Objectives,
): MeasuredRecovery {
  const time = served === undefined ? null : minutesBetween(begun, served);
  const point = minutesBetween(reached, ended);
  return {
    recoveryTimeMinutes: time,
    recoveryPointMinutes: point,
    recoveryTimeMet: time !== null && time <= objectives.recoveryTimeMinutes,
    recoveryPointMet: point <= objectives.recoveryPointMinutes,
  };
}

export function minutesBetween(from: number, to: number): number {
  return (to - from) / MINUTE;
}
