import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
  type DynamoDBStreamsClient,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { Action } from '../aws/action';
import { changeOf, type Change } from './change';
import { getRecords, type Answer } from './get-records';

/** What a reader of shards works with. */
export type ReadingAction = Pick<Action, 'clock' | 'signal'> & {
  readonly clients: { readonly streams: DynamoDBStreamsClient };
};

/** Where reading a shard goes on. */
export interface Position {
  /** Sequence number of the last change that was told or passed over; undefined: from the beginning. */
  after: string | undefined;
  /** Closed, and read to its end. */
  done: boolean;
  /** Changes behind `after` had been trimmed before they could be read. */
  lost: boolean;
}

/** Changes of one shard, in their order. The reader waits until they are worked through: memory is bounded by that. */
export type Tell = (changes: readonly Change[], shard: string) => void | Promise<void>;

export interface ReadShardProps {
  readonly arn: string;
  readonly shard: Shard;
  /** Moved on as changes have been told. */
  readonly position: Position;
  /** Milliseconds: changes of earlier seconds are passed over. */
  readonly from: number;
  /** Milliseconds: reading ends with the first change after it. `exact`: that one is not told any more. */
  readonly until: { readonly at: number; readonly exact: boolean };
  readonly tell: Tell;
}

/** An open shard has no mark at its end: so many empty answers in a row, so far apart, are taken for it. */
const QUIET_ANSWERS = 5;
const QUIET_PAUSE = 200;

/** Reads on in one shard, up to its end or to an instant. */
export async function readShard(action: ReadingAction, props: ReadShardProps): Promise<void> {
  const { shard, position, until } = props;
  if (position.done) return;
  const closed = shard.SequenceNumberRange?.EndingSequenceNumber !== undefined;
  if (position.after === undefined && (await endedBefore(action, props))) {
    position.done = true;
    return;
  }
  let iterator = await iteratorAt(action, props);
  let quiet = 0;
  while (iterator !== undefined && quiet < QUIET_ANSWERS) {
    action.signal.throwIfAborted();
    const answer = await ask(action, props, iterator);
    if (answer === undefined) {
      iterator = await iteratorAt(action, props);
      continue;
    }
    const changes = answer.records.map(changeOf);
    const beyond = changes.findIndex(({ at }) => at > until.at);
    await tellOf(props, beyond >= 0 && until.exact ? changes.slice(0, beyond) : changes);
    if (beyond >= 0) return;
    iterator = answer.next;
    // A closed shard ends by itself.
    quiet = changes.length > 0 || closed ? 0 : quiet + 1;
    if (quiet > 0) await action.clock.sleep(QUIET_PAUSE, action.signal);
  }
  position.done = iterator === undefined;
}

/** The position moves when the changes have been worked through: a reader that is killed before reads them again. */
async function tellOf({ shard, position, from, tell }: ReadShardProps, changes: readonly Change[]) {
  const wanted = changes.filter(({ at }) => at + SECOND > from);
  if (wanted.length > 0) await tell(wanted, shard.ShardId ?? '');
  position.after = changes.at(-1)?.sequence ?? position.after;
}

const SECOND = 1000;

/** Whether a closed shard's last change is too old to matter: one call instead of hours of changes. */
async function endedBefore(action: ReadingAction, { arn, shard, from }: ReadShardProps): Promise<boolean> {
  const ending = shard.SequenceNumberRange?.EndingSequenceNumber;
  if (ending === undefined) return false;
  try {
    const { ShardIterator } = await action.clients.streams.send(
      new GetShardIteratorCommand({
        StreamArn: arn,
        ShardId: shard.ShardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: ending,
      }),
    );
    const { Records: [last] = [] } = await action.clients.streams.send(
      new GetRecordsCommand({ ShardIterator, Limit: 1 }),
    );
    return last !== undefined && changeOf(last).at + SECOND <= from;
  } catch (error) {
    if (isTrimmed(error)) return true;
    throw error;
  }
}

/** @returns undefined when the shard has nothing left */
async function iteratorAt(
  { clients }: ReadingAction,
  { arn, shard, position }: ReadShardProps,
): Promise<string | undefined> {
  const at = (type: 'TRIM_HORIZON' | 'AFTER_SEQUENCE_NUMBER') =>
    clients.streams.send(
      new GetShardIteratorCommand({
        StreamArn: arn,
        ShardId: shard.ShardId,
        ShardIteratorType: type,
        ...(type === 'AFTER_SEQUENCE_NUMBER' ? { SequenceNumber: position.after } : {}),
      }),
    );
  try {
    if (position.after !== undefined) return (await at('AFTER_SEQUENCE_NUMBER')).ShardIterator;
  } catch (error) {
    if (!isTrimmed(error)) throw error;
    loseFrom(position);
  }
  try {
    return (await at('TRIM_HORIZON')).ShardIterator;
  } catch (error) {
    // A shard whose changes have all been trimmed is forgotten.
    if (isTrimmed(error)) return undefined;
    throw error;
  }
}

/** @returns undefined when the iterator is of no use any more: it serves 15 minutes (GetShardIterator, API reference) */
async function ask(
  { clients }: ReadingAction,
  { position }: ReadShardProps,
  iterator: string,
): Promise<Answer | undefined> {
  try {
    return await getRecords(clients.streams, iterator);
  } catch (error) {
    if (error instanceof ExpiredIteratorException) return undefined;
    if (!isTrimmed(error)) throw error;
    loseFrom(position);
    return undefined;
  }
}

function loseFrom(position: Position): void {
  position.after = undefined;
  position.lost = true;
}

function isTrimmed(error: unknown): boolean {
  return error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException;
}
