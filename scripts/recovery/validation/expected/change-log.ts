import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type DynamoDBStreamsClient,
  type GetRecordsCommandOutput,
  type Shard,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import type { Action } from '../../action';
import { inParallel } from '../../in-parallel';
import type { Item } from '../items/item';

/** One change of one item, as the stream tells it. */
export interface Change {
  /** Milliseconds; the stream floors it to the second. */
  readonly at: number;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** A large table's stream has hundreds. */
const SHARDS_AT_ONCE = 16;
/** An open shard has no mark at its end: so many empty answers in a row, so far apart, are taken for it. */
const QUIET_ANSWERS = 5;
const QUIET_PAUSE = 200;

/** Where reading a shard goes on. */
interface Position {
  /** The last record read. */
  sequence?: string;
  done: boolean;
}

/**
 * The changes of a table from an instant on, read from its stream. Changes of one item come in the order in which they
 * were made: a shard is read after its parent (DynamoDB developer guide, "Change data capture for DynamoDB Streams").
 */
export class ChangeLog {
  private readonly positions = new Map<string, Position>();

  /** @param from milliseconds; older changes may be told as well, or not */
  constructor(
    private readonly action: Pick<Action, 'clock' | 'signal'> & {
      readonly clients: { readonly streams: DynamoDBStreamsClient };
    },
    private readonly arn: string,
    private readonly from: number,
  ) {}

  /** Tells every change since the last time, up to now: a table that is written to all the time has no end. */
  async catchUp(tell: (change: Change) => void): Promise<void> {
    const until = this.action.clock.now();
    const shards = await this.shards();
    const known = new Set(shards.map(({ ShardId }) => ShardId));
    const read = async (shard: Shard): Promise<void> => {
      await this.readShard(shard, until, tell);
      await Promise.all(shards.filter(({ ParentShardId }) => ParentShardId === shard.ShardId).map(read));
    };
    const roots = shards.filter(({ ParentShardId }) => !known.has(ParentShardId ?? ''));
    await inParallel(roots, SHARDS_AT_ONCE, read);
  }

  private async shards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let last: string | undefined;
    do {
      const { StreamDescription: stream } = await this.action.clients.streams.send(
        new DescribeStreamCommand({
          StreamArn: this.arn,
          ...(last === undefined ? {} : { ExclusiveStartShardId: last }),
        }),
      );
      shards.push(...(stream?.Shards ?? []));
      last = stream?.LastEvaluatedShardId;
    } while (last !== undefined);
    return shards;
  }

  private async readShard(shard: Shard, until: number, tell: (change: Change) => void): Promise<void> {
    const { ShardId = '', SequenceNumberRange: range } = shard;
    const position = this.positions.get(ShardId) ?? { done: false };
    this.positions.set(ShardId, position);
    if (position.done) return;
    if (position.sequence === undefined && (await this.endedBefore(ShardId, range?.EndingSequenceNumber))) {
      position.done = true;
      return;
    }
    let iterator = await this.iterator(ShardId, position.sequence);
    let quiet = 0;
    while (iterator !== undefined && quiet < QUIET_ANSWERS) {
      this.action.signal.throwIfAborted();
      const answer: GetRecordsCommandOutput = await this.action.clients.streams.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      const { Records: records = [] } = answer;
      for (const record of records) tell(changeOf(record));
      position.sequence = records.at(-1)?.dynamodb?.SequenceNumber ?? position.sequence ?? '';
      if (position.sequence === '') delete position.sequence;
      iterator = answer.NextShardIterator;
      const last = records.at(-1);
      if (last !== undefined && changeOf(last).at > until) return;
      position.done = iterator === undefined;
      quiet = records.length > 0 ? 0 : quiet + 1;
      // A closed shard ends by itself.
      if (quiet > 0 && range?.EndingSequenceNumber !== undefined) quiet = 0;
      if (quiet > 0) await this.action.clock.sleep(QUIET_PAUSE);
    }
  }

  /** Whether a closed shard's last record is too old to matter: one call instead of hours of records. */
  private async endedBefore(shard: string, ending: string | undefined): Promise<boolean> {
    if (ending === undefined) return false;
    const { ShardIterator } = await this.action.clients.streams.send(
      new GetShardIteratorCommand({
        StreamArn: this.arn,
        ShardId: shard,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: ending,
      }),
    );
    const { Records: [last] = [] } = await this.action.clients.streams.send(
      new GetRecordsCommand({ ShardIterator }),
    );
    return last !== undefined && changeOf(last).at < this.from;
  }

  private async iterator(shard: string, after: string | undefined): Promise<string | undefined> {
    const { ShardIterator } = await this.action.clients.streams.send(
      new GetShardIteratorCommand({
        StreamArn: this.arn,
        ShardId: shard,
        ...(after === undefined
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
      }),
    );
    return ShardIterator;
  }
}

function changeOf({ dynamodb }: _Record): Change {
  return {
    at: dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0,
    // The two clients name the same type each in its own package.
    key: dynamodb?.Keys ?? {},
    before: dynamodb?.OldImage,
    after: dynamodb?.NewImage,
  };
}
