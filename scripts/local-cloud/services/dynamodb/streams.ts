import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonAnswer, jsonBody, type Json } from '../support/json';
import { fail, invalid } from './moto-call';
import { firstIndex, type Change, type RegionTables, type StreamState, type TableState } from './table-state';

const HOUR = 3_600_000;
/** Shards are closed and followed by a child now and then; the service does it about every four hours. */
const SHARD_TIME = 4 * HOUR;
const RETENTION = 24 * HOUR;

const OPERATIONS = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);

interface Position {
  readonly arn: string;
  readonly shard: number;
  /** Records after this sequence are next. */
  readonly after: number;
}

interface Found {
  readonly table: TableState;
  readonly stream: StreamState;
}

/** DynamoDB Streams, told from the journal: order per table, shards with parents, 24 hours (DynamoDB Streams API reference). */
export function streams(
  tables: RegionTables,
  request: ServiceRequest,
  { clock }: ServiceContext,
): ServiceResponse | undefined {
  if (!OPERATIONS.has(request.operation ?? '')) return undefined;
  const body = jsonBody(request);
  const now = clock.now();
  if (request.operation === 'ListStreams') {
    const all = [...tables.byName.values()]
      .filter(({ name }) => body.TableName === undefined || tables.get(body.TableName)?.name === name)
      .flatMap(({ name, streams: list }) =>
        list.map(({ arn, label }) => ({ StreamArn: arn, TableName: name, StreamLabel: label })),
      );
    return jsonAnswer(request, { Streams: all });
  }
  if (request.operation === 'GetRecords') return getRecords(tables, request, body, now);
  const found = find(tables, String(body.StreamArn));
  if (found === undefined) return missing(request, String(body.StreamArn));
  return request.operation === 'DescribeStream'
    ? describeStream(found, request, now)
    : getIterator(found, request, body, now);
}

function describeStream({ table, stream }: Found, request: ServiceRequest, now: number): ServiceResponse {
  const last = shardAt(stream, stream.disabledAt ?? now);
  const first = Math.min(last, shardAt(stream, Math.max(stream.enabledAt, now - RETENTION)));
  const shards = Array.from({ length: last - first + 1 }, (_, index) => {
    const shard = first + index;
    const { from, to } = recordsOf({ table, stream }, shard, now);
    const start = from < to ? sequenceAt(table, from) : stream.afterSequence + 1;
    const closed = shard < last || stream.disabledAt !== undefined;
    return {
      ShardId: shardId(stream, shard),
      SequenceNumberRange: {
        StartingSequenceNumber: sequenceText(start),
        ...(closed
          ? { EndingSequenceNumber: sequenceText(from < to ? sequenceAt(table, to - 1) : start) }
          : {}),
      },
      ...(shard > first ? { ParentShardId: shardId(stream, shard - 1) } : {}),
    };
  });
  return jsonAnswer(request, {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.disabledAt === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.enabledAt / 1000,
      TableName: table.name,
      KeySchema: table.keyNames.map((name, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
      Shards: shards,
    },
  });
}

function getIterator(found: Found, request: ServiceRequest, body: Json, now: number): ServiceResponse {
  const shard = Number(/-(\d+)-/.exec(String(body.ShardId))?.[1] ?? Number.NaN);
  if (Number.isNaN(shard) || shardId(found.stream, shard) !== body.ShardId) {
    return missing(request, String(body.ShardId));
  }
  const { from, to } = recordsOf(found, shard, now);
  const given = Number(BigInt((body.SequenceNumber as string | undefined) ?? '0') - SEQUENCE_BASE);
  const after = (() => {
    switch (body.ShardIteratorType) {
      case 'TRIM_HORIZON':
        return 0;
      case 'LATEST':
        return found.table.changes.at(-1)?.sequence ?? 0;
      case 'AT_SEQUENCE_NUMBER':
        return given - 1;
      case 'AFTER_SEQUENCE_NUMBER':
        return given;
      default:
        return undefined;
    }
  })();
  if (after === undefined)
    return invalid(request, `ShardIteratorType ${String(body.ShardIteratorType)} is unknown`);
  const trimmed = from < to ? found.table.changes[from - 1] : found.table.changes.at(-1);
  const isOld = trimmed !== undefined && trimmed.time < now - RETENTION && given <= trimmed.sequence;
  if (isOld && String(body.ShardIteratorType).includes('SEQUENCE')) {
    return fail(request, 'TrimmedDataAccessException', 'The records were trimmed after 24 hours');
  }
  return jsonAnswer(request, { ShardIterator: encode({ arn: found.stream.arn, shard, after }) });
}

function getRecords(tables: RegionTables, request: ServiceRequest, body: Json, now: number): ServiceResponse {
  const position = decode(String(body.ShardIterator));
  const found = position === undefined ? undefined : find(tables, position.arn);
  if (position === undefined || found === undefined) return invalid(request, 'Invalid ShardIterator');
  const { Limit: limit = 1000 } = body as { Limit?: number };
  if (limit < 1 || limit > 1000) return invalid(request, `Limit must be from 1 to 1000, got ${limit}`);
  const { changes } = found.table;
  const { from, to } = recordsOf(found, position.shard, now);
  const first = Math.max(
    from,
    firstIndex(changes, ({ sequence }) => sequence > position.after),
  );
  const page = changes.slice(first, Math.min(to, first + limit));
  const closed = position.shard < shardAt(found.stream, now) || found.stream.disabledAt !== undefined;
  const next = { ...position, after: page.at(-1)?.sequence ?? position.after };
  return jsonAnswer(request, {
    Records: page.map((change) => shape(change, found.stream, request)),
    ...(closed && first + page.length >= to ? {} : { NextShardIterator: encode(next) }),
  });
}

/** The records of a shard, as indexes into the changes of its table: the first, and the one behind the last. */
function recordsOf({ table, stream }: Found, shard: number, now: number): { from: number; to: number } {
  const { changes } = table;
  const start = Math.max(now - RETENTION, stream.enabledAt + shard * SHARD_TIME);
  const end = stream.enabledAt + (shard + 1) * SHARD_TIME;
  const from = firstIndex(changes, ({ sequence, time }) => sequence > stream.afterSequence && time >= start);
  const to = firstIndex(changes, ({ time }) => time >= end || time > (stream.disabledAt ?? Infinity));
  return { from, to: Math.max(from, to) };
}

function sequenceAt(table: TableState, index: number): number {
  return table.changes[index]?.sequence ?? 0;
}

function shape(
  { sequence, time, key, before, after }: Change,
  stream: StreamState,
  request: ServiceRequest,
): Json {
  const withOld = stream.viewType.includes('OLD') && before !== undefined;
  const withNew = stream.viewType.includes('NEW') && after !== undefined;
  return {
    eventID: sequence.toString(16).padStart(32, '0'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: request.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time / 1000),
      Keys: key,
      ...(withOld ? { OldImage: before } : {}),
      ...(withNew ? { NewImage: after } : {}),
      SequenceNumber: sequenceText(sequence),
      SizeBytes: JSON.stringify(after ?? before).length,
      StreamViewType: stream.viewType,
    },
  };
}

const SEQUENCE_BASE = 100_000_000_000_000_000_000n;

function sequenceText(sequence: number): string {
  return String(SEQUENCE_BASE + BigInt(sequence));
}

function shardAt({ enabledAt }: StreamState, time: number): number {
  return Math.max(0, Math.floor((time - enabledAt) / SHARD_TIME));
}

function shardId({ enabledAt }: StreamState, shard: number): string {
  return `shardId-${String(shard).padStart(20, '0')}-${String(Math.floor(enabledAt)).slice(-8)}`;
}

function find(tables: RegionTables, arn: string): Found | undefined {
  const table = tables.get(arn);
  const stream = table?.streams.find((one) => one.arn === arn);
  return table === undefined || stream === undefined ? undefined : { table, stream };
}

function missing(request: ServiceRequest, what: string): ServiceResponse {
  return fail(request, 'ResourceNotFoundException', `Requested resource not found: ${what}`);
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
