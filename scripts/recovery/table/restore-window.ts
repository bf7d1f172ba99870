import { DescribeContinuousBackupsCommand, TableNotFoundException } from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../engine/clock';
import { Stop } from '../../engine/stop';
import type { Action } from '../aws/action';
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
export async function readWindow(
  action: Pick<Action, 'clients' | 'target'>,
  table: string,
): Promise<RestoreWindow> {
  const { earliest, latest } = await readPointInTimeRecovery(action, table);
  return { earliest, latest };
}

/** The window, and how long it may grow. @throws Stop TABLE_MISSING, PITR_OFF */
export async function readPointInTimeRecovery(
  action: Pick<Action, 'clients' | 'target'>,
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
  return new Stop({
    kind: 'precondition',
    code: 'PITR_OFF',
    message: `point-in-time recovery of ${table} is off: it cannot be restored to any second. Switching it on protects from now on and brings no past back; what is left are the backups of the vault ${target.names.backupVault}`,
    next: `aws backup list-recovery-points-by-backup-vault --backup-vault-name ${target.names.backupVault} --region ${target.region}`,
  });
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
  const next = 'npx recover status';
  if (Number.isNaN(time)) {
    const message = `the restore point ${JSON.stringify(at)} is no time: allowed is ISO 8601 in UTC, such as ${window.latest}`;
    throw new Stop({ kind: 'usage', code: 'RESTORE_TIME_INVALID', message, next });
  }
  if (time > now) {
    const message = `the restore point ${at} lies in the future: now is ${isoTime(now)}, allowed are ${window.earliest} to now`;
    throw new Stop({ kind: 'usage', code: 'RESTORE_TIME_IN_FUTURE', message, next });
  }
  if (time < Date.parse(window.earliest)) {
    const message = `the restore point ${at} lies before the history of point-in-time recovery: allowed are ${window.earliest} to now`;
    throw new Stop({ kind: 'usage', code: 'RESTORE_TIME_TOO_OLD', message, next });
  }
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
      new Stop({
        kind: 'failed',
        code: 'RESTORE_TIME_NOT_YET',
        message: `${table} could not be restored to ${at} even ${LONGEST_LAG / 60_000} minutes later: look at the AWS Health Dashboard`,
        next: `aws dynamodb describe-continuous-backups --table-name ${table} --region ${action.target.region}`,
      }),
  });
}
