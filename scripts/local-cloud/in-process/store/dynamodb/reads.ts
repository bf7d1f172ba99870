import { keyOf, type Item } from '../../../services/dynamodb/attributes';
import type { ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../../services/support/json';
import { operation, type Operations } from '../json-service';
import { Refusal } from '../refusal';
import { consumed } from './capacity';
import { parseCondition } from './condition';
import { placeholdersOf } from './expression';
import { project } from './projection';
import type { Table } from './table';
import { find, type Tables } from './tables';
import { order, type View } from './view';

const COMMON =
  'TableName IndexName ConsistentRead FilterExpression ProjectionExpression ExpressionAttributeNames ExpressionAttributeValues Limit ExclusiveStartKey Select ReturnConsumedCapacity';

/** Query and Scan (DynamoDB API reference). */
export function readOperations(tablesOf: (request: ServiceRequest) => Tables): Operations {
  return {
    Query: operation(`${COMMON} KeyConditionExpression ScanIndexForward`, (call) => {
      const { body } = call;
      const read = open(tablesOf(call.request), body);
      const wanted = parseCondition(String(body.KeyConditionExpression), placeholdersOf(body));
      const found = read.view.items.filter(wanted);
      return page(read, body.ScanIndexForward === false ? found.reverse() : found, body);
    }),
    Scan: operation(`${COMMON} Segment TotalSegments`, (call) => {
      const { body } = call;
      const { Segment = 0, TotalSegments = 1 } = body as { Segment?: number; TotalSegments?: number };
      const read = open(tablesOf(call.request), body);
      const { items, hashes } = read.view;
      // A partition lies in one segment as a whole.
      const found = items.filter(
        (_, index) => Math.floor(((hashes[index] ?? 0) / 2 ** 32) * TotalSegments) === Segment,
      );
      return page(read, found, body);
    }),
  };
}

interface Read {
  readonly table: Table;
  readonly view: View;
}

function open(tables: Tables, { TableName, IndexName, ConsistentRead }: Json): Read {
  const table = find(tables, TableName);
  if (IndexName !== undefined && ConsistentRead === true) {
    const message = 'Consistent reads are not supported on global secondary indexes';
    throw new Refusal('ValidationException', message);
  }
  return { table, view: table.view(typeof IndexName === 'string' ? IndexName : undefined) };
}

function page({ table, view: { pagingNames } }: Read, found: readonly Item[], body: Json): Json {
  const { ExclusiveStartKey: start, Limit: limit = Infinity } = body as {
    ExclusiveStartKey?: Item;
    Limit?: number;
  };
  const sign = body.ScanIndexForward === false ? -1 : 1;
  const rest =
    start === undefined ? found : found.filter((item) => sign * order(item, start, pagingNames) > 0);
  const read = rest.slice(0, limit);
  const last = read.at(-1);
  const filter =
    typeof body.FilterExpression === 'string'
      ? parseCondition(body.FilterExpression, placeholdersOf(body))
      : () => true;
  const shown = read.filter(filter);
  return {
    ...(body.Select === 'COUNT' ? {} : { Items: shown.map((item) => project(item, body)) }),
    Count: shown.length,
    ScannedCount: read.length,
    // A full page does not know yet whether it is the last.
    ...(last !== undefined && read.length === limit ? { LastEvaluatedKey: keyOf(last, pagingNames) } : {}),
    ...consumed(body, table.name, read),
  };
}
