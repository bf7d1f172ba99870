import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
  type DynamoDBStreamsClient,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';

/** Reads what comes into a stream from now on, across shards that are split meanwhile. */
export class StreamTail {
  /** Next iterator of each shard; null when the shard is closed and read. */
  private readonly iterators = new Map<string, string | null>();

  private constructor(
    private readonly client: DynamoDBStreamsClient,
    private readonly arn: string,
  ) {}

  /** Takes its place at the end of every open shard: what was written before is not read. */
  static async openAtLatest(client: DynamoDBStreamsClient, arn: string): Promise<StreamTail> {
    const tail = new StreamTail(client, arn);
    const open = (await tail.describe()).filter(
      ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined,
    );
    await Promise.all(open.map((shard) => tail.follow(shard, 'LATEST')));
    return tail;
  }

  /** Shards that were followed. */
  get shards(): number {
    return this.iterators.size;
  }

  /** One look into every shard. A child of a closed one is read from its start. */
  async read(): Promise<_Record[]> {
    const open = [...this.iterators].flatMap(([id, iterator]) =>
      iterator === null ? [] : [{ id, iterator }],
    );
    const records = await Promise.all(
      open.map(async ({ id, iterator }) => {
        const { Records = [], NextShardIterator } = await this.client.send(
          new GetRecordsCommand({ ShardIterator: iterator }),
        );
        this.iterators.set(id, NextShardIterator ?? null);
        return Records;
      }),
    );
    if ([...this.iterators.values()].includes(null) || this.iterators.size === 0) await this.followChildren();
    return records.flat();
  }

  private async followChildren(): Promise<void> {
    const born = (await this.describe()).filter(
      ({ ShardId = '', ParentShardId }) =>
        !this.iterators.has(ShardId) &&
        (this.iterators.size === 0 || (ParentShardId !== undefined && this.iterators.has(ParentShardId))),
    );
    await Promise.all(born.map((shard) => this.follow(shard, 'TRIM_HORIZON')));
  }

  private async follow({ ShardId = '' }: Shard, from: 'LATEST' | 'TRIM_HORIZON'): Promise<void> {
    const { ShardIterator } = await this.client.send(
      new GetShardIteratorCommand({ StreamArn: this.arn, ShardId, ShardIteratorType: from }),
    );
    this.iterators.set(ShardId, ShardIterator ?? null);
  }

  private async describe(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let start: string | undefined;
    do {
      const { StreamDescription } = await this.client.send(
        new DescribeStreamCommand({
          StreamArn: this.arn,
          ...(start === undefined ? {} : { ExclusiveStartShardId: start }),
        }),
      );
      shards.push(...(StreamDescription?.Shards ?? []));
      start = StreamDescription?.LastEvaluatedShardId;
    } while (start !== undefined);
    return shards;
  }
}
