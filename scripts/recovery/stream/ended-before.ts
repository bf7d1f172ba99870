import { itemChangeOf } from './item-change';
import { iteratorAt, recordsBehind, type ShardOfStream } from './shard-calls';
import type { ReadingAction } from './shard-reader';

/** Milliseconds: a stream tells whole seconds, rounded down. */
export const SECOND = 1000;

/**
 * Whether the last change of a closed shard is too old to matter: one call instead of hours of changes.
 *
 * @param ending sequence number of that change
 * @param from milliseconds
 */
export async function endedBefore(
  { clients: { streams } }: ReadingAction,
  shard: ShardOfStream,
  { ending, from }: { readonly ending: string; readonly from: number },
): Promise<boolean> {
  const given = await iteratorAt(streams, shard, { at: ending });
  if (typeof given === 'string' || given.iterator === undefined) return given === 'trimmed';
  const answer = await recordsBehind(streams, given.iterator, 1);
  if (typeof answer === 'string') return answer === 'trimmed';
  const [last] = answer.records;
  return last !== undefined && itemChangeOf(last).at + SECOND <= from;
}
