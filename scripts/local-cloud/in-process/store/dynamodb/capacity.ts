import type { Item } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';

/** Bytes that one read unit reads (DynamoDB developer guide, "Read/write capacity mode"). */
const UNIT = 4_096;

/** The capacity that a call took, when it asks for it. Every call takes at least half a unit. */
export function consumed(body: Json, TableName: string, items: readonly Item[]): Json {
  if (body.ReturnConsumedCapacity === undefined || body.ReturnConsumedCapacity === 'NONE') return {};
  const bytes = items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
  const units = Math.max(1, Math.ceil(bytes / UNIT));
  return { ConsumedCapacity: { TableName, CapacityUnits: body.ConsistentRead === true ? units : units / 2 } };
}
