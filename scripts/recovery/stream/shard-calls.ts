import {
  ExpiredIteratorException,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
  type DynamoDBStreamsClient,
} from '@aws-sdk/client-dynamodb-streams';
import { getRecords, type Answer } from './get-records';

/** A shard of a stream. */
export interface ShardOfStream {
  readonly arn: string;
  readonly id: string;
}

/** Where an iterator begins: at the shard's oldest record, its end as it is now, or one record, or what comes after that one. */
export type IteratorStart = 'oldest' | 'latest' | { readonly at: string } | { readonly after: string };

/** Why a shard cannot be read from there: its records were trimmed, or the stream does not know the shard. */
export type Unreachable = 'trimmed' | 'gone';

/** @returns an iterator, undefined where the shard has nothing left */
export async function iteratorAt(
  streams: DynamoDBStreamsClient,
  { arn, id }: ShardOfStream,
  start: IteratorStart,
): Promise<{ readonly iterator: string | undefined } | Unreachable> {
  return orUnreachable(async () => {
    const { ShardIterator: iterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn: arn, ShardId: id, ...typeOf(start) }),
    );
    return { iterator };
  });
}

function typeOf(
  start: IteratorStart,
): Pick<GetShardIteratorCommand['input'], 'ShardIteratorType' | 'SequenceNumber'> {
  if (start === 'oldest') return { ShardIteratorType: 'TRIM_HORIZON' };
  if (start === 'latest') return { ShardIteratorType: 'LATEST' };
  return 'at' in start
    ? { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: start.at }
    : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: start.after };
}

/** @returns the records behind an iterator; `expired`: it lives for 15 minutes (DynamoDB Streams API reference) */
export async function recordsBehind(
  streams: DynamoDBStreamsClient,
  iterator: string,
  limit?: number,
): Promise<Answer | Unreachable | 'expired'> {
  return orUnreachable(async () => {
    try {
      return await getRecords(streams, iterator, limit);
    } catch (error) {
      if (isNamed(error, ExpiredIteratorException)) return 'expired';
      throw error;
    }
  });
}

async function orUnreachable<Result>(ask: () => Promise<Result>): Promise<Result | Unreachable> {
  try {
    return await ask();
  } catch (error) {
    if (isNamed(error, TrimmedDataAccessException)) return 'trimmed';
    if (isNamed(error, ResourceNotFoundException)) return 'gone';
    throw error;
  }
}

function isNamed(error: unknown, { name }: { readonly name: string }): boolean {
  return error instanceof Error && error.name === name;
}
