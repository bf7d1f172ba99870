import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../../gateway/service';
import { jsonAnswer, jsonBody, type Json } from '../../support/json';
import { fail, invalid } from '../moto-call';
import type { RegionTables, TableState } from '../table-state';
import { getIterator, getRecords } from './reading';
import { numberAfter, sequenceNumber } from './record';
import type { Shard } from './shard';
import type { TableStream } from './table-stream';

const OPERATIONS = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);
/** DescribeStream tells no more at once. */
const LARGEST_PAGE = 100;

/** DynamoDB Streams, told from the journal: shards with parents, each item in one line of them (DynamoDB Streams API reference). */
export function streams(
  tables: RegionTables,
  request: ServiceRequest,
  { clock }: ServiceContext,
): ServiceResponse | undefined {
  if (!OPERATIONS.has(request.operation ?? '')) return undefined;
  const body = jsonBody(request);
  const now = clock.now();
  if (request.operation === 'ListStreams') return list(tables, request, body);
  if (request.operation === 'GetRecords') {
    return getRecords((arn) => find(tables, arn)?.stream, { request, body, now });
  }
  const arn = String(body.StreamArn);
  const found = find(tables, arn);
  if (found === undefined) {
    return fail(request, 'ResourceNotFoundException', `Requested resource not found: ${arn}`);
  }
  return request.operation === 'DescribeStream'
    ? describe(found, { request, body, now })
    : getIterator(found.stream, { request, body, now, lastSequence: tables.lastSequence });
}

interface Found {
  readonly table: TableState;
  readonly stream: TableStream;
}

function find(tables: RegionTables, arn: string): Found | undefined {
  const table = tables.get(arn);
  const stream = table?.streams.find(({ props }) => props.arn === arn);
  return table === undefined || stream === undefined ? undefined : { table, stream };
}

function list(tables: RegionTables, request: ServiceRequest, body: Json): ServiceResponse {
  const all = [...tables.byName.values()]
    .filter(({ name }) => body.TableName === undefined || tables.get(body.TableName)?.name === name)
    .flatMap((table) =>
      table.streams.map(({ props: { arn, label } }) => ({
        StreamArn: arn,
        TableName: table.name,
        StreamLabel: label,
      })),
    );
  return jsonAnswer(request, { Streams: all });
}

interface Asked {
  readonly request: ServiceRequest;
  readonly body: Json;
  readonly now: number;
}

function describe({ table, stream }: Found, { request, body, now }: Asked): ServiceResponse {
  const { ExclusiveStartShardId: start = '', Limit: limit = LARGEST_PAGE } = body as {
    ExclusiveStartShardId?: string;
    Limit?: number;
  };
  if (limit < 1 || limit > LARGEST_PAGE) {
    return invalid(request, `Limit must be from 1 to ${LARGEST_PAGE}, got ${limit}`);
  }
  const rest = stream.list(now).filter(({ id }) => id > start);
  const page = rest.slice(0, limit);
  const { arn, label, viewType, enabledAt } = stream.props;
  return jsonAnswer(request, {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: label,
      StreamStatus: stream.isEnabled ? 'ENABLED' : 'DISABLED',
      StreamViewType: viewType,
      CreationRequestDateTime: enabledAt / 1000,
      TableName: table.name,
      KeySchema: table.keyNames.map((name, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
      Shards: page.map(shape),
      ...(page.length < rest.length ? { LastEvaluatedShardId: page.at(-1)?.id } : {}),
    },
  });
}

function shape({ id, records, closedAt, props: { parent, afterSequence } }: Shard): Json {
  const [first, last] = [records[0], records.at(-1)];
  const start = first === undefined ? numberAfter(afterSequence) : sequenceNumber(first.sequence);
  const end = last === undefined ? start : sequenceNumber(last.sequence);
  return {
    ShardId: id,
    SequenceNumberRange: {
      StartingSequenceNumber: start,
      ...(closedAt === undefined ? {} : { EndingSequenceNumber: end }),
    },
    ParentShardId: parent,
  };
}
