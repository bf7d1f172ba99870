import type { DynamoDBStreamsClient, _Record } from '@aws-sdk/client-dynamodb-streams';
import { describeShards, iteratorAt, recordsBehind, unreadableShard, type ShardInfo } from '../../stream';

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
    const open = (await tail.describe()).filter(({ ending }) => ending === null);
    await Promise.all(open.map((shard) => tail.follow(shard, 'latest')));
    return tail;
  }

  /** Shards that were followed. */
  get shards(): number {
    return this.iterators.size;
  }

  /**
   * One look into every shard. A child of a closed one is read from its start.
   *
   * @returns `lost`: an iterator expired before it was used, as on a machine that slept for 15 minutes (DynamoDB Streams
   *   API reference, GetShardIterator), and what came since cannot be told from what was there before
   * @throws Stop STREAM_UNREADABLE (failed)
   */
  async read(): Promise<_Record[] | 'lost'> {
    const open = [...this.iterators].flatMap(([id, iterator]) =>
      iterator === null ? [] : [{ id, iterator }],
    );
    const records = await Promise.all(
      open.map(async ({ id, iterator }) => {
        const answer = await recordsBehind(this.client, iterator);
        if (answer === 'expired') return answer;
        if (typeof answer === 'string') throw unreadableShard({ arn: this.arn, id }, answer);
        this.iterators.set(id, answer.next ?? null);
        return answer.records;
      }),
    );
    const told = records.filter((one) => one !== 'expired');
    if (told.length < records.length) return 'lost';
    if ([...this.iterators.values()].includes(null) || this.iterators.size === 0) await this.followChildren();
    return told.flat();
  }

  private async followChildren(): Promise<void> {
    const born = (await this.describe()).filter(
      ({ id, parent }) =>
        !this.iterators.has(id) &&
        (this.iterators.size === 0 || (parent !== null && this.iterators.has(parent))),
    );
    await Promise.all(born.map((shard) => this.follow(shard, 'oldest')));
  }

  private async follow({ id }: ShardInfo, from: 'latest' | 'oldest'): Promise<void> {
    const shard = { arn: this.arn, id };
    const given = await iteratorAt(this.client, shard, from);
    if (typeof given === 'string') throw unreadableShard(shard, given);
    this.iterators.set(id, given.iterator ?? null);
  }

  private describe(): Promise<ShardInfo[]> {
    return describeShards(this.client, this.arn);
  }
}
