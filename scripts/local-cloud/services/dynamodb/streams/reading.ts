import type { ServiceRequest, ServiceResponse } from '../../../gateway/service';
import { jsonAnswer, type Json } from '../../support/json';
import { firstIndex } from '../change';
import { fail, invalid } from '../moto-call';
import { recordOf, sequenceAt } from './record';
import { RETENTION, type TableStream } from './table-stream';

/** Milliseconds (DynamoDB Streams API reference, GetShardIterator). */
const ITERATOR_TIME = 15 * 60_000;
/** GetRecords gives no more at once (DynamoDB Streams API reference). */
const MOST_RECORDS = 1_000;
const MOST_BYTES = 1_048_576;

/** What an iterator stands for. */
interface Position {
  readonly arn: string;
  readonly shard: string;
  /** Records after this sequence are next. */
  readonly after: number;
  /** When it was given. */
  readonly at: number;
  /** Empty answers that come first. @default 0 */
  readonly empty?: number;
}

interface Asked {
  readonly request: ServiceRequest;
  readonly body: Json;
  /** Milliseconds. */
  readonly now: number;
}

/** GetShardIterator. @param lastSequence the last change of the region */
export function getIterator(
  stream: TableStream,
  { request, body, now, lastSequence }: Asked & { readonly lastSequence: number },
): ServiceResponse {
  const shard = stream.list(now).find(({ id }) => id === body.ShardId);
  if (shard === undefined) {
    const text = `Requested resource not found: Shard does not exist: ${String(body.ShardId)}`;
    return fail(request, 'ResourceNotFoundException', text);
  }
  const give = (after: number): ServiceResponse =>
    jsonAnswer(request, {
      ShardIterator: encode({
        arn: stream.props.arn,
        shard: shard.id,
        after,
        at: now,
        ...(stream.emptyAnswers === 0 ? {} : { empty: stream.emptyAnswers }),
      }),
    });
  switch (body.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return give(0);
    case 'LATEST':
      return give(lastSequence);
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      const given = sequenceAt(String(body.SequenceNumber));
      if (given === undefined)
        return invalid(request, `Invalid SequenceNumber ${String(body.SequenceNumber)}`);
      const trimmed = shard.records[shard.firstSince(now - RETENTION) - 1];
      if (trimmed !== undefined && given.sequence <= trimmed.sequence) {
        return fail(request, 'TrimmedDataAccessException', 'The records were trimmed after 24 hours');
      }
      const isIncluded = body.ShardIteratorType === 'AT_SEQUENCE_NUMBER' && given.exact;
      return give(isIncluded ? given.sequence - 1 : given.sequence);
    }
    default:
      return invalid(request, `ShardIteratorType ${String(body.ShardIteratorType)} is unknown`);
  }
}

/** GetRecords. @param find the stream of an ARN */
export function getRecords(
  find: (arn: string) => TableStream | undefined,
  { request, body, now }: Asked,
): ServiceResponse {
  const position = decode(String(body.ShardIterator));
  const stream = position === undefined ? undefined : find(position.arn);
  if (position === undefined || stream === undefined) return invalid(request, 'Invalid ShardIterator');
  if (now > position.at + ITERATOR_TIME) {
    return fail(request, 'ExpiredIteratorException', 'The iterator is older than 15 minutes');
  }
  const { Limit: limit = MOST_RECORDS } = body as { Limit?: number };
  if (limit < 1 || limit > MOST_RECORDS) {
    return invalid(request, `Limit must be from 1 to ${MOST_RECORDS}, got ${limit}`);
  }
  const shard = stream.list(now).find(({ id }) => id === position.shard);
  if (shard === undefined) {
    return fail(request, 'TrimmedDataAccessException', 'The records were trimmed after 24 hours');
  }
  const { empty = 0 } = position;
  if (empty > 0) {
    const next = encode({ ...position, at: now, empty: empty - 1 });
    return jsonAnswer(request, { Records: [], NextShardIterator: next });
  }
  const { records, closedAt } = shard;
  const first = Math.max(
    shard.firstSince(now - RETENTION),
    firstIndex(records, ({ sequence }) => sequence > position.after),
  );
  const told: Json[] = [];
  let bytes = 0;
  for (const change of records.slice(first, first + limit)) {
    const { record, size } = recordOf(change, { viewType: stream.props.viewType, region: request.region });
    bytes += size;
    if (told.length > 0 && bytes > MOST_BYTES) break;
    told.push(record);
  }
  const end = first + told.length;
  const after = records[end - 1]?.sequence ?? 0;
  const next = { ...position, after: Math.max(after, position.after), at: now };
  return jsonAnswer(request, {
    Records: told,
    ...(closedAt !== undefined && end >= records.length ? {} : { NextShardIterator: encode(next) }),
  });
}

/** The ARN of the stream that an iterator reads; undefined for one that was not given here. */
export function streamOfIterator(iterator: string): string | undefined {
  return decode(iterator)?.arn;
}

function encode(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64');
}

function decode(text: string): Position | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString()) as Position;
  } catch {
    return undefined;
  }
}
