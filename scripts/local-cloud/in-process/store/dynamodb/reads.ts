import { keyOf, type Item } from '../../../services/dynamodb/attributes';
import type { ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../../services/support/json';
import { operation, type Call, type Operations } from '../json-service';
import { Refusal } from '../refusal';
import { consumed } from './capacity';
import { parseCondition } from './condition';
import { placeholdersOf } from './expression';
import { project } from './projection';
import type { Table } from './table';
import { find, type Tables } from './tables';
import { compare } from './values';

const COMMON =
  'TableName IndexName ConsistentRead FilterExpression ProjectionExpression ExpressionAttributeNames ExpressionAttributeValues Limit ExclusiveStartKey Select ReturnConsumedCapacity';

/** Query and Scan (DynamoDB API reference). */
export function readOperations(tablesOf: (request: ServiceRequest) => Tables): Operations {
  return {
    Query: operation(`${COMMON} KeyConditionExpression ScanIndexForward`, (call) => {
      const { body } = call;
      const view = viewOf(find(tablesOf(call.request), body.TableName), body);
      const wanted = parseCondition(String(body.KeyConditionExpression), placeholdersOf(body));
      const found = view.items.filter(wanted);
      return page(view, body.ScanIndexForward === false ? found.reverse() : found, call);
    }),
    Scan: operation(`${COMMON} Segment TotalSegments`, (call) => {
      const { body } = call;
      const { Segment = 0, TotalSegments = 1 } = body as { Segment?: number; TotalSegments?: number };
      const view = viewOf(find(tablesOf(call.request), body.TableName), body);
      const partition = view.keyNames[0] ?? '';
      const found = view.items.filter(
        (item) => Math.floor((hashOf(item[partition]) / 2 ** 32) * TotalSegments) === Segment,
      );
      return page(view, found, call);
    }),
  };
}

/** A table or an index of it, in the order in which it is read. */
interface View {
  readonly table: Table;
  /** The view's own keys. */
  readonly keyNames: readonly string[];
  /** What tells an item of the view from every other. */
  readonly pagingNames: readonly string[];
  readonly items: Item[];
}

function viewOf(table: Table, { IndexName, ConsistentRead }: Json): View {
  const keyNames = typeof IndexName === 'string' ? table.indexKeyNames(IndexName) : table.keyNames;
  if (IndexName !== undefined && ConsistentRead === true) {
    const message = 'Consistent reads are not supported on global secondary indexes';
    throw new Refusal('ValidationException', message);
  }
  const pagingNames = [...new Set([...keyNames, ...table.keyNames])];
  const items = [...table.items.values()]
    .filter((item) => keyNames.every((name) => item[name] !== undefined))
    .sort(inOrder(keyNames[0] ?? '', pagingNames.slice(1)));
  return { table, keyNames, pagingNames, items };
}

/** By the partition key's hash, then by the partition key itself, then by the other keys. */
function inOrder(partition: string, others: readonly string[]): (a: Item, b: Item) => number {
  return (a, b) => {
    const byHash = hashOf(a[partition]) - hashOf(b[partition]);
    if (byHash !== 0) return byHash;
    for (const name of [partition, ...others]) {
      const by = compare(a[name] ?? {}, b[name] ?? {}) ?? 0;
      if (by !== 0) return by;
    }
    return 0;
  };
}

function page({ table, pagingNames, items }: View, found: readonly Item[], { body }: Call): Json {
  const { ExclusiveStartKey: start, Limit: limit = Infinity } = body as {
    ExclusiveStartKey?: Item;
    Limit?: number;
  };
  const order = inOrder(pagingNames[0] ?? '', pagingNames.slice(1));
  const sign = body.ScanIndexForward === false ? -1 : 1;
  const rest = start === undefined ? found : found.filter((item) => sign * order(item, start) > 0);
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
    ...(last !== undefined && read.length === limit && items.length > 0
      ? { LastEvaluatedKey: keyOf(last, pagingNames) }
      : {}),
    ...consumed(body, table.name, read),
  };
}

/** 0 to 2^32, the same for the same partition key (FNV-1a). */
function hashOf(key: Json | undefined): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(key ?? null))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  // The last bytes stir the low bits only: mixed once more, so that near keys lie far apart.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}
