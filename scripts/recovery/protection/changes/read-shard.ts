import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetRecordsCommandOutput,
} from '@aws-sdk/client-dynamodb-streams';
import type { Action } from '../../action';
import type { SegmentRecord, ShardPosition } from '../../table-vault/format';
import type { SegmentWriter } from './segment-writer';
import { ContinuityLost, type ShardReading } from './shard-book';

/**
 * Empty answers in a row after which an open shard counts as read: one may only mean that nothing lies in the part of
 * the shard that was looked at (DynamoDB Streams API reference, GetRecords). A closed shard is read to its very end in
 * any case, and shards are closed within hours.
 */
const EMPTY_ANSWERS = 5;

export interface ReadShardProps {
  readonly streamArn: string;
  readonly position: ShardPosition;
  readonly writer: SegmentWriter;
  /** When the round began, milliseconds: what is written while it reads is left to the next one. */
  readonly startedAt: number;
  /** Whether this round has copied enough. */
  readonly isFull: () => boolean;
  readonly onRecords: (records: readonly SegmentRecord[]) => void;
}

/**
 * Copies a shard from a position: to its end when it is closed, else until nothing new comes.
 *
 * @throws ContinuityLost when records behind the position were trimmed
 */
export async function readShard(
  action: Pick<Action, 'clients' | 'clock' | 'signal'>,
  { streamArn, position, writer, startedAt, isFull, onRecords }: ReadShardProps,
): Promise<ShardReading> {
  const { id } = position;
  let { after } = position;
  let iterator = await iteratorOf(action, streamArn, { id, after });
  let lastAt: number | undefined;
  let quietSince: number | undefined;
  for (let empty = 0; iterator !== undefined && empty < EMPTY_ANSWERS;) {
    if (isFull() || (lastAt ?? 0) >= startedAt) break;
    action.signal.throwIfAborted();
    const began = action.clock.now();
    const page = await getRecords(action, id, iterator);
    const records = page?.Records ?? [];
    const last = records.at(-1)?.dynamodb;
    if (last !== undefined) {
      onRecords(await writer.add(id, records));
      after = last.SequenceNumber ?? after;
      lastAt = last.ApproximateCreationDateTime?.getTime();
      empty = 0;
    } else if (page !== undefined) {
      if (empty === 0) quietSince = began;
      empty += 1;
    }
    iterator =
      page === undefined ? await iteratorOf(action, streamArn, { id, after }) : page.NextShardIterator;
    if (empty === 0) quietSince = undefined;
  }
  await writer.close(id);
  return { after, done: iterator === undefined, readUntil: quietSince ?? lastAt };
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
