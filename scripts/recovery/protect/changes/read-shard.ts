import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetRecordsCommandOutput,
} from '@aws-sdk/client-dynamodb-streams';
import { isoTime } from '../../../engine/clock';
import type { Action } from '../../aws/action';
import type { SegmentRecord, ShardPosition } from '../../vault/table/format';
import type { SegmentWriter } from './segment-writer';
import { ContinuityLost, type ShardReading } from './shard-book';

/**
 * Empty answers in a row after which an open shard counts as read, the last `goingOn` of them so far apart. One may only mean that nothing lies in
 * the part of the shard that was looked at (DynamoDB Streams API reference, GetRecords), and no answer tells how many
 * such parts are left. Going on from the last answer of a round before, there is at most what came since; from a
 * sequence number, it may be hours of silence.
 */
const EMPTY_ANSWERS = { goingOn: 5, anew: 20 };
/** Milliseconds. */
const EMPTY_PAUSE = 200;
/** Milliseconds that an iterator is used for: it lives for 15 minutes (DynamoDB Streams API reference, GetShardIterator). */
const ITERATOR_TIME = 14 * 60_000;

export interface ReadShardProps {
  readonly streamArn: string;
  readonly position: ShardPosition;
  /** Nothing more comes into it: it is read to its very end, however many answers are empty. */
  readonly isClosed: boolean;
  readonly writer: SegmentWriter;
  /** When the round began, milliseconds: what is written while it reads is left to the next one. */
  readonly startedAt: number;
  /** Whether this round has copied enough. */
  readonly isFull: () => boolean;
  readonly onRecords: (records: readonly SegmentRecord[]) => void;
}

/**
 * Copies a shard from a position: to its end when it is closed, else until nothing new comes. It goes on with the
 * iterator that an earlier round was given, as long as that lives, so that rounds get ahead through parts of a shard in
 * which nothing lies; else with the sequence number.
 *
 * @throws ContinuityLost when records behind the position were trimmed
 */
export async function readShard(
  action: Pick<Action, 'clients' | 'clock' | 'signal'>,
  { streamArn, position, isClosed, writer, startedAt, isFull, onRecords }: ReadShardProps,
): Promise<ShardReading> {
  const { clock, signal } = action;
  const { id } = position;
  let { after } = position;
  let next = aliveOf(position, clock.now());
  let enough = next === undefined ? EMPTY_ANSWERS.anew : EMPTY_ANSWERS.goingOn;
  next ??= await nextOf(clock, () => iteratorOf(action, streamArn, { id, after }));
  let lastAt: number | undefined;
  let quietSince: number | undefined;
  for (let empty = 0; next !== undefined && empty < enough;) {
    if (isFull() || (lastAt ?? 0) >= startedAt) break;
    // Ahead of them there is nothing to wait for: the answers are about the past.
    if (empty > enough - EMPTY_ANSWERS.goingOn) await clock.sleep(EMPTY_PAUSE, signal);
    signal.throwIfAborted();
    const began = clock.now();
    const page = await getRecords(action, id, next.iterator);
    if (page === undefined) {
      next = await nextOf(clock, () => iteratorOf(action, streamArn, { id, after }));
      enough = EMPTY_ANSWERS.anew;
      empty = 0;
      quietSince = undefined;
      continue;
    }
    const { Records: records = [], NextShardIterator: iterator } = page;
    const last = records.at(-1)?.dynamodb;
    if (last !== undefined) {
      onRecords(await writer.add(id, records));
      after = last.SequenceNumber ?? after;
      lastAt = last.ApproximateCreationDateTime?.getTime();
      empty = 0;
      quietSince = undefined;
    } else if (!isClosed) {
      empty += 1;
      quietSince ??= began;
    }
    next = iterator === undefined ? undefined : { iterator, at: isoTime(began) };
  }
  await writer.close(id);
  return { after, next, done: next === undefined, readUntil: quietSince ?? lastAt };
}

type Next = NonNullable<ShardPosition['next']>;

function aliveOf({ next }: ShardPosition, now: number): Next | undefined {
  return next !== undefined && now - Date.parse(next.at) < ITERATOR_TIME ? next : undefined;
}

async function nextOf(
  clock: Action['clock'],
  ask: () => Promise<string | undefined>,
): Promise<Next | undefined> {
  const at = isoTime(clock.now());
  const iterator = await ask();
  return iterator === undefined ? undefined : { iterator, at };
}

async function iteratorOf(
  { clients }: Pick<Action, 'clients'>,
  StreamArn: string,
  { id, after }: Pick<ShardPosition, 'id' | 'after'>,
): Promise<string | undefined> {
  const { ShardIterator } = await trimmable(id, () =>
    clients.streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: id,
        ...(after === null
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
      }),
    ),
  );
  return ShardIterator;
}

/** @returns undefined when the iterator has expired: it lives for 15 minutes (DynamoDB Streams API reference) */
async function getRecords(
  { clients }: Pick<Action, 'clients'>,
  shard: string,
  iterator: string,
): Promise<GetRecordsCommandOutput | undefined> {
  try {
    return await trimmable(shard, () =>
      clients.streams.send(new GetRecordsCommand({ ShardIterator: iterator })),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ExpiredIteratorException') return undefined;
    throw error;
  }
}

const GONE = ['TrimmedDataAccessException', 'ResourceNotFoundException'];

async function trimmable<Answer>(shard: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error) || !GONE.includes(error.name)) throw error;
    throw new ContinuityLost(`records of shard ${shard} were trimmed before they were read`);
  }
}
