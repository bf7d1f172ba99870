import type { DynamoDBStreamsClient, _Record } from '@aws-sdk/client-dynamodb-streams';
import { isoTime } from '../../engine/clock';
import type { Action } from '../aws/action';
import { iteratorAt, recordsBehind, type ShardOfStream, type Unreachable } from './shard-calls';

/** What a reader of shards works with. */
export type ReadingAction = Pick<Action, 'clock' | 'signal'> & {
  readonly clients: { readonly streams: DynamoDBStreamsClient };
};

/**
 * Empty answers in a row after which an open shard counts as quiet, the last `goingOn` of them so far apart. One may
 * only mean that nothing lies in the part of the shard that was looked at (DynamoDB Streams API reference, GetRecords),
 * and no answer tells how many such parts are left. Going on from the last answer of an earlier reading, there is at
 * most what came since; from a sequence number, it may be hours of silence.
 */
const EMPTY_ANSWERS = { goingOn: 5, anew: 20 };
/** Milliseconds. */
const EMPTY_PAUSE = 200;
/** Milliseconds that an iterator is used for: it lives for 15 minutes (DynamoDB Streams API reference, GetShardIterator). */
const ITERATOR_TIME = 14 * 60_000;
/** New iterators that may expire without one record told: each time the way through the silence begins again. */
const EXPIRED_ITERATORS = 5;

/** How far a shard is read. */
export interface ReadingPosition {
  /** Sequence number of the last record that was worked through; null: none yet. */
  after: string | null;
  /**
   * Where GetRecords goes on, and when it said so (ISO 8601): further than `after` where nothing was found behind it.
   * Undefined: `after` alone tells.
   */
  next: { readonly iterator: string; readonly at: string } | undefined;
}

/**
 * How a reading of a shard ended. Only `closed` says that the shard has nothing more; what an open one's silence means
 * the caller decides.
 */
export type ShardEnd =
  | { readonly how: 'closed' }
  /** So many empty answers in a row, over so many milliseconds. */
  | { readonly how: 'quiet'; readonly answers: number; readonly milliseconds: number }
  /** The caller had enough; the position says where to go on. */
  | { readonly how: 'stopped' }
  /**
   * Records behind the position were trimmed before they could be read; the stream does not know the shard; iterators
   * expire again and again.
   */
  | { readonly how: Unreachable | 'expired' };

export interface ShardReading {
  readonly end: ShardEnd;
  /** Milliseconds: every record that was written before was told; undefined: that is not known more than before. */
  readonly readUntil: number | undefined;
}

export interface ReadShardProps {
  readonly shard: ShardOfStream;
  /** Nothing more comes into it: it is read to its very end, however many answers are empty. */
  readonly isClosed: boolean;
  /** Moved on as records are worked through: who is killed before reads them again. */
  readonly position: ReadingPosition;
  /**
   * Works through records of one answer; the reader waits, which bounds memory.
   *
   * @returns how many of them were worked through: fewer than all end the reading
   */
  readonly take: (records: readonly _Record[]) => number | Promise<number>;
  /** Asked before each answer: whether to stop there. @default never */
  readonly isEnough?: () => boolean;
}

/**
 * Reads on in one shard: to its end when it is closed, else until nothing new comes. It goes on with the iterator of an
 * earlier reading, as long as that lives, so that readings get ahead through parts of a shard in which nothing lies;
 * else with the sequence number.
 */
export async function readShard(action: ReadingAction, props: ReadShardProps): Promise<ShardReading> {
  const reader = new ShardReader(action, props);
  let end: ShardEnd | undefined;
  while (end === undefined) end = await reader.step();
  return { end, readUntil: reader.readUntil };
}

class ShardReader {
  private patience: number;
  private empty = 0;
  private expired = 0;
  private quietSince: number | undefined;
  private lastAt: number | undefined;

  constructor(
    private readonly action: ReadingAction,
    private readonly props: ReadShardProps,
  ) {
    const { position } = props;
    if (!isAlive(position, action.clock.now())) position.next = undefined;
    this.patience = position.next === undefined ? EMPTY_ANSWERS.anew : EMPTY_ANSWERS.goingOn;
  }

  get readUntil(): number | undefined {
    return this.quietSince ?? this.lastAt;
  }

  /** Works through one answer. @returns how the reading ended, when it has */
  async step(): Promise<ShardEnd | undefined> {
    const { clock, signal, clients } = this.action;
    const { position, isEnough } = this.props;
    if (isEnough?.() === true) return { how: 'stopped' };
    if (this.empty >= this.patience) return this.quiet();
    // Ahead of the last ones there is nothing to wait for: the answers are about the past.
    if (this.empty > this.patience - EMPTY_ANSWERS.goingOn) await clock.sleep(EMPTY_PAUSE, signal);
    signal.throwIfAborted();
    const began = clock.now();
    const given = await this.iterator(began);
    if (typeof given !== 'string') return given;
    const answer = await recordsBehind(clients.streams, given);
    if (answer === 'expired') return this.beginAnew();
    if (typeof answer === 'string') return { how: answer };
    const isWhole = await this.take(answer.records, began);
    position.next =
      isWhole && answer.next !== undefined ? { iterator: answer.next, at: isoTime(began) } : undefined;
    if (!isWhole) return { how: 'stopped' };
    return answer.next === undefined ? { how: 'closed' } : undefined;
  }

  private async iterator(now: number): Promise<string | ShardEnd> {
    const { shard, position } = this.props;
    if (position.next !== undefined) return position.next.iterator;
    const { after } = position;
    const given = await iteratorAt(this.action.clients.streams, shard, after === null ? 'oldest' : { after });
    if (typeof given === 'string') return { how: given };
    if (given.iterator === undefined) return { how: 'closed' };
    position.next = { iterator: given.iterator, at: isoTime(now) };
    return given.iterator;
  }

  /** @returns whether all of them were worked through */
  private async take(records: readonly _Record[], began: number): Promise<boolean> {
    const { position, isClosed, take } = this.props;
    if (records.length === 0) {
      if (isClosed) return true;
      this.empty += 1;
      this.quietSince ??= began;
      return true;
    }
    const taken = await take(records);
    const last = records[taken - 1]?.dynamodb;
    position.after = last?.SequenceNumber ?? position.after;
    this.lastAt = last?.ApproximateCreationDateTime?.getTime() ?? this.lastAt;
    this.empty = 0;
    this.expired = 0;
    this.quietSince = undefined;
    return taken === records.length;
  }

  private beginAnew(): ShardEnd | undefined {
    const { position } = this.props;
    // Calls that were retried for so long have outlived their iterator: that says nothing of the shard.
    if (isAlive(position, this.action.clock.now())) this.expired += 1;
    position.next = undefined;
    this.patience = EMPTY_ANSWERS.anew;
    this.empty = 0;
    this.quietSince = undefined;
    return this.expired < EXPIRED_ITERATORS ? undefined : { how: 'expired' };
  }

  private quiet(): ShardEnd {
    const { clock } = this.action;
    const milliseconds = clock.now() - (this.quietSince ?? clock.now());
    return { how: 'quiet', answers: this.empty, milliseconds };
  }
}

function isAlive({ next }: ReadingPosition, now: number): boolean {
  return next !== undefined && now - Date.parse(next.at) < ITERATOR_TIME;
}
