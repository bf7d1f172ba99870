import type { TableDescription, TableStatus } from '@aws-sdk/client-dynamodb';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Action } from '../aws/action';
import { waitUntil } from '../aws/wait-until';
import { describeTable } from './describe-table';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const BETWEEN_LOOKS = 30 * SECOND;
/** A new table may be invisible for a while (aws-facts.md, 1.17), but not for long. */
const UNSEEN = 10 * MINUTE;
/** "Usually less than an hour", "can take several hours" (aws-facts.md, 1.19). */
const LONGEST_RESTORE = 12 * HOUR;

const ESTIMATE = 'at least 20 minutes whatever the size, usually less than an hour';
/** A restoring table does not come back from these by itself (aws-facts.md, 1.18). */
const LOST: readonly TableStatus[] = [
  'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
  'ARCHIVING',
  'ARCHIVED',
  'DELETING',
];

/**
 * Waits until a restore has ended and the table with each of its indexes can be used.
 *
 * @returns the seconds that this wait took: less than the restore, when it had begun before
 * @throws Stop RESTORE_VANISHED, RESTORE_FAILED, RESTORE_TOO_SLOW
 */
export async function awaitRestore(
  action: Action,
  { target }: { readonly target: string },
): Promise<{ seconds: number }> {
  const begin = action.clock.now();
  let seen = false;
  await waitUntil(action, {
    look: async () => {
      const elapsed = action.clock.now() - begin;
      const table = await describeTable(action, target);
      seen ||= table !== undefined;
      if (table === undefined && (seen || elapsed > UNSEEN)) throw vanished(action, target);
      if (table !== undefined && LOST.some((status) => status === table.TableStatus)) {
        throw failed(action, table);
      }
      if (table !== undefined && isReady(table)) return true;
      action.progress(`restoring ${target} for ${Math.floor(elapsed / MINUTE)} min: ${ESTIMATE}`);
      return undefined;
    },
    every: BETWEEN_LOOKS,
    within: LONGEST_RESTORE,
    otherwise: () =>
      stop('RESTORE_TOO_SLOW', {
        table: target,
        region: action.target.region,
        hours: LONGEST_RESTORE / HOUR,
      }),
  });
  return { seconds: Math.round((action.clock.now() - begin) / SECOND) };
}

/** ACTIVE alone is not enough: the restore must have ended, and indexes may lag (aws-facts.md, 1.16 and 1.20). */
export function isReady({
  TableStatus,
  RestoreSummary,
  GlobalSecondaryIndexes = [],
}: TableDescription): boolean {
  return (
    TableStatus === 'ACTIVE' &&
    RestoreSummary?.RestoreInProgress !== true &&
    GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
  );
}

function vanished({ target: { region } }: Action, table: string): Stop {
  return stop('RESTORE_VANISHED', { table, region });
}

function failed({ target }: Action, { TableName = '', TableStatus }: TableDescription): Stop {
  return stop('RESTORE_FAILED', {
    table: TableName,
    region: target.region,
    status: TableStatus ?? 'in no state',
    keyAlias: target.names.keyAlias,
  });
}
