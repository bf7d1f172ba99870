import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { ShardInfo } from './describe-shards';
import { endedBefore, SECOND } from './ended-before';
import { itemChangeOf, type ItemChange } from './item-change';
import type { ShardOfStream } from './shard-calls';
import { readShard, type ReadingAction, type ShardEnd, type ReadingPosition } from './shard-reader';
import { unreadableShard } from './unreadable';

/** Changes of one shard, in their order. The reader waits until they are worked through: memory is bounded by that. */
export type Tell = (changes: readonly ItemChange[], shard: string) => void | Promise<void>;

/** How far the changes of a shard have been told. */
export interface ToldShard extends ReadingPosition {
  /** Closed, and read to its end. */
  done: boolean;
  /** Changes behind `after` had been trimmed before they could be read. */
  lost: boolean;
}

export interface ReadChangesProps {
  readonly arn: string;
  readonly shard: ShardInfo;
  readonly told: ToldShard;
  /** Milliseconds: changes of earlier seconds are passed over. */
  readonly from: number;
  /** Milliseconds: reading ends with the first change after it. `exact`: that one is not told any more. */
  readonly until: { readonly at: number; readonly exact: boolean };
  readonly tell: Tell;
  /** Whether the stream still lists the shard. */
  readonly isListed: () => Promise<boolean>;
}

/** Readings in a row that may fail without one change told, and milliseconds between them. */
const ATTEMPTS = 5;
const PAUSE = 1_000;

/**
 * Reads on in one shard, up to its end, to an instant or until it is quiet. Behind trimmed changes it goes on with the
 * oldest one that is kept.
 *
 * @throws Stop STREAM_UNREADABLE when the shard is listed and cannot be read
 */
export async function readChanges(action: ReadingAction, props: ReadChangesProps): Promise<ShardEnd> {
  const { arn, shard, told, from, isListed } = props;
  const shardOfStream: ShardOfStream = { arn, id: shard.id };
  const { ending } = shard;
  if (isUnread(told) && ending !== null && (await endedBefore(action, shardOfStream, { ending, from }))) {
    told.done = true;
    return { how: 'closed' };
  }
  let taken = 0;
  const counted: Tell = async (changes) => {
    await props.tell(changes, shard.id);
    taken += 1;
  };
  for (let attempt = 1; ; attempt += 1) {
    taken = 0;
    const { end } = await readOnce(action, shardOfStream, { ...props, tell: counted });
    if (end.how === 'closed' || end.how === 'quiet' || end.how === 'stopped') {
      told.done = end.how === 'closed';
      return end;
    }
    if (end.how === 'gone' && !(await isListed())) {
      Object.assign(told, { done: true, lost: true });
      return end;
    }
    if (end.how === 'trimmed') Object.assign(told, { after: null, lost: true });
    told.next = undefined;
    if (taken > 0) attempt = 1;
    if (end.how === 'expired' || attempt >= ATTEMPTS) throw unreadableShard(shardOfStream, end.how);
    await action.clock.sleep(PAUSE, action.signal);
  }
}

function isUnread({ after, next }: ToldShard): boolean {
  return after === null && next === undefined;
}

function readOnce(
  action: ReadingAction,
  shard: ShardOfStream,
  { shard: { ending }, told, from, until, tell }: ReadChangesProps,
) {
  let isBeyond = false;
  const take = async (records: readonly _Record[]): Promise<number> => {
    const changes = records.map(itemChangeOf);
    const beyond = changes.findIndex(({ at }) => at > until.at);
    isBeyond = beyond >= 0;
    const due = isBeyond && until.exact ? changes.slice(0, beyond) : changes;
    const wanted = due.filter(({ at }) => at + SECOND > from);
    if (wanted.length > 0) await tell(wanted, shard.id);
    return due.length;
  };
  return readShard(action, {
    shard,
    isClosed: ending !== null,
    position: told,
    take,
    isEnough: () => isBeyond,
  });
}
