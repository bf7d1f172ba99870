import { ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Refusal } from '../drill/worker/availability';
import type { Write } from '../drill/worker/ledger';

/** How the playground stands. */
export interface Status {
  readonly endpoint: string;
  readonly environment: string;
  /** The region that users are sent to. */
  readonly region: string;
  /** Cloud time, ISO 8601. */
  readonly now: string;
  readonly speed: number;
  /** As the worker knows it; null: nobody serves. */
  readonly liveTable: string | null;
  /** Whether users can write now. */
  readonly writesGoOn: boolean;
  /** Null: the region does not answer. */
  readonly users: number | null;
  readonly items: number | null;
  /** Secrets of users that were created. */
  readonly tokens: number;
  readonly worker: WorkerCounts;
  /** Whether the release with the bug is live. */
  readonly badRelease: boolean;
  /** The region that was lost. */
  readonly lostRegion: string | null;
  /** Rounds of protection into the recovery region; null: the playground has no protection. */
  readonly protectionRounds: number | null;
}

export interface WorkerCounts {
  /** Acknowledged writes that were right, and those of the bad release. */
  readonly good: number;
  readonly bad: number;
  readonly refused: Readonly<Record<Refusal, number>>;
  /** Cloud time of the last acknowledged write, ISO 8601; null: none. */
  readonly lastWriteAt: string | null;
}

/** What workers did; the users' first items do not count. */
export function countWrites(writes: readonly Write[]): Omit<WorkerCounts, 'refused'> {
  const own = writes.filter(({ operation }) => operation !== 'seed');
  const good = own.filter((write) => write.good).length;
  const last = own.at(-1)?.time;
  return {
    good,
    bad: own.length - good,
    lastWriteAt: last === undefined ? null : new Date(last).toISOString(),
  };
}

/** Counts what a table holds. @throws when the region does not answer */
export async function countItems(
  client: DynamoDBClient,
  table: string,
): Promise<{ readonly users: number; readonly items: number }> {
  let users = 0;
  let items = 0;
  let start: Record<string, never> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: table,
        ProjectionExpression: 'SK',
        ExclusiveStartKey: start,
      }),
    );
    items += Items.length;
    users += Items.filter(({ SK }) => SK?.S === 'PROFILE').length;
    start = LastEvaluatedKey as typeof start;
  } while (start !== undefined);
  return { users, items };
}
