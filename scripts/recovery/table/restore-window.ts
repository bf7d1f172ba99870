import { DescribeContinuousBackupsCommand, TableNotFoundException } from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../engine/clock';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Action, RegionClients } from '../aws/action';
import { waitUntil } from '../aws/wait-until';
import { tableMissing } from './describe-table';

/** Milliseconds; the latest restorable second is "typically" five minutes old (aws-facts.md, 1.7). */
const LONGEST_LAG = 30 * 60_000;

/** The seconds to which a table can be restored, the first and the last included: ISO 8601 in UTC. */
export interface RestoreWindow {
  readonly earliest: string;
  readonly latest: string;
}

/** Longest that DynamoDB keeps a history, and what it does when it is not told otherwise (aws-facts.md, 1.8). */
export const LONGEST_HISTORY_DAYS = 35;

export interface PointInTimeRecovery extends RestoreWindow {
  /** How far back the history may reach. */
  readonly days: number;
}

/**
 * Reads the window; the latest second moves, "typically 5 minutes" behind now (aws-facts.md, 1.6 and 1.7).
 *
 * @throws Stop TABLE_MISSING, PITR_OFF
 */
export async function readWindow(action: RegionClients, table: string): Promise<RestoreWindow> {
  const { earliest, latest } = await readPointInTimeRecovery(action, table);
  return { earliest, latest };
}

/** The window, and how long it may grow. @throws Stop TABLE_MISSING, PITR_OFF */
export async function readPointInTimeRecovery(
  action: RegionClients,
  table: string,
): Promise<PointInTimeRecovery> {
  try {
    const { ContinuousBackupsDescription } = await action.clients.dynamodb.send(
      new DescribeContinuousBackupsCommand({ TableName: table }),
    );
    const {
      PointInTimeRecoveryStatus: status,
      EarliestRestorableDateTime: earliest,
      LatestRestorableDateTime: latest,
      RecoveryPeriodInDays: days = LONGEST_HISTORY_DAYS,
    } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
    if (status !== 'ENABLED' || earliest === undefined || latest === undefined) throw pitrOff(action, table);
    return { earliest: isoTime(earliest.getTime()), latest: isoTime(latest.getTime()), days };
  } catch (error) {
    throw error instanceof TableNotFoundException ? tableMissing(action, table) : error;
  }
}

export function pitrOff({ target }: Pick<Action, 'target'>, table: string): Stop {
  return stop('PITR_OFF', { table, region: target.region, backupVault: target.names.backupVault });
}

export interface RequireInWindowProps {
  /** ISO 8601. */
  readonly at: string;
  readonly window: RestoreWindow;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * A second between the latest restorable one and now is allowed: `awaitRestorable` waits for it.
 *
 * @throws Stop RESTORE_TIME_INVALID, RESTORE_TIME_IN_FUTURE, RESTORE_TIME_TOO_OLD
 */
export function requireInWindow({ at, window, now }: RequireInWindowProps): void {
  const time = Date.parse(at);
  const { earliest, latest } = window;
  if (Number.isNaN(time)) throw stop('RESTORE_TIME_INVALID', { at, latest });
  if (time > now) throw stop('RESTORE_TIME_IN_FUTURE', { at, now: isoTime(now), earliest });
  if (time < Date.parse(earliest)) throw stop('RESTORE_TIME_TOO_OLD', { at, earliest });
}

/**
 * Waits until a table can be restored to that second.
 *
 * @param props.at ISO 8601, not in the future
 * @throws Stop TABLE_MISSING, PITR_OFF, RESTORE_TIME_NOT_YET
 */
export async function awaitRestorable(
  action: Action,
  { table, at }: { readonly table: string; readonly at: string },
): Promise<void> {
  await waitUntil(action, {
    look: async () => {
      const { latest } = await readWindow(action, table);
      if (Date.parse(latest) >= Date.parse(at)) return true;
      action.progress(`waiting until ${at} can be restored: the latest restorable second is ${latest}`);
      return undefined;
    },
    every: 10_000,
    within: LONGEST_LAG,
    otherwise: () =>
      stop('RESTORE_TIME_NOT_YET', {
        table,
        at,
        region: action.target.region,
        minutes: LONGEST_LAG / 60_000,
      }),
  });
}
