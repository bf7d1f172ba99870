import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { Action } from '../../aws/action';
import { readShard, unreadableShard, type ReadingPosition } from '../../stream';
import type { SegmentRecord, ShardPosition } from '../../vault/table';
import type { SegmentWriter } from './segment-writer';
import { ContinuityLost, type CopiedShard } from './shard-book';

export interface CopyShardProps {
  readonly streamArn: string;
  readonly position: ShardPosition;
  /** Nothing more comes into it: it is copied to its very end, however many answers are empty. */
  readonly isClosed: boolean;
  readonly writer: SegmentWriter;
  /** When the round began, milliseconds: what is written while it reads is left to the next one. */
  readonly startedAt: number;
  /** Whether this round has copied enough. */
  readonly isFull: () => boolean;
  readonly onRecords: (records: readonly SegmentRecord[]) => void;
}

/**
 * Copies a shard from a position: to its end when it is closed, else until it is quiet.
 *
 * @throws ContinuityLost when records behind the position were trimmed
 * @throws Stop STREAM_UNREADABLE (failed)
 */
export async function copyShard(
  action: Pick<Action, 'clients' | 'clock' | 'signal'>,
  { streamArn, position, isClosed, writer, startedAt, isFull, onRecords }: CopyShardProps,
): Promise<CopiedShard> {
  const shard = { arn: streamArn, id: position.id };
  const reached: ReadingPosition = { after: position.after, next: position.next };
  let lastAt = 0;
  const take = async (records: readonly _Record[]): Promise<number> => {
    onRecords(await writer.add(shard.id, records));
    lastAt = records.at(-1)?.dynamodb?.ApproximateCreationDateTime?.getTime() ?? lastAt;
    return records.length;
  };
  const isEnough = (): boolean => isFull() || lastAt >= startedAt;
  const { end, readUntil } = await readShard(action, { shard, isClosed, position: reached, take, isEnough });
  if (end.how === 'trimmed' || end.how === 'gone') {
    throw new ContinuityLost(`records of shard ${shard.id} were trimmed before they were read`);
  }
  if (end.how === 'expired') throw unreadableShard(shard, end.how);
  await writer.close(shard.id);
  return { ...reached, done: end.how === 'closed', readUntil };
}
