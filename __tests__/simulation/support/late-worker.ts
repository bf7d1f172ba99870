import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { Clients, WorkerClients } from '../../../scripts/recovery/aws/clients';
import type { Clock } from '../../../scripts/engine/clock';

const SECOND = 1_000;
/** Starts the keys of what it writes: locks, which say nothing about any user. */
export const LATE = 'IDEM##late-';

export interface LateWorkerProps {
  readonly clock: Clock;
  readonly dynamodb: WorkerClients['dynamodb'];
  readonly table: string;
  /** 0 to 1. */
  readonly random: () => number;
}

/** A worker that never hears of the recovery: it goes on writing to the table that it once read the name of. */
export class LateWorker {
  private stopped = false;

  constructor(private readonly props: LateWorkerProps) {
    void this.work();
  }

  stop(): void {
    this.stopped = true;
  }

  private async work(): Promise<void> {
    const { clock, dynamodb, table, random } = this.props;
    let pause = 10 * SECOND;
    for (let count = 1; ; count += 1) {
      await clock.sleep(pause * (0.5 + random()));
      if (this.stopped) return;
      const key = { S: `${LATE}${count}` };
      const ttl = { N: String(Math.floor(clock.now() / SECOND) + 86_400) };
      const Item = { PK: key, SK: key, status: { S: 'COMPLETED' }, ttl };
      // Refused it tries on, only less often; so that the history does not consist of nothing else.
      pause = await dynamodb.send(new PutItemCommand({ TableName: table, Item })).then(
        () => 10 * SECOND,
        () => 120 * SECOND,
      );
    }
  }
}

/** When the last of its writes reached the table: milliseconds since the epoch, to the second; -Infinity: none did. */
export async function lastLateWrite({ dynamodb, streams }: Clients, TableName: string): Promise<number> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  let last = -Infinity;
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    const { ShardIterator } = await streams.send(start);
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    for (const { dynamodb: change } of Records) {
      if (change?.Keys?.PK?.S?.startsWith(LATE) !== true) continue;
      last = Math.max(last, change.ApproximateCreationDateTime?.getTime() ?? 0);
    }
  }
  return last;
}
