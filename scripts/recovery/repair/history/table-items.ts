import {
  BatchGetItemCommand,
  QueryCommand,
  type AttributeValue,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../aws/action';
import { keyOf, keyText, type Item, type ItemKey } from '../../items/item';
import type { TokenBucket } from '../../aws/token-bucket';

/** Where items are read, and at which rate. */
export interface TableReader {
  readonly action: Pick<Action, 'clients' | 'clock' | 'signal'>;
  readonly table: string;
  /** Read units. */
  readonly tokens: TokenBucket;
}

/** Keys of one BatchGetItem (DynamoDB API reference). */
export const BATCH_GET = 100;
/** Milliseconds until what a batch left out is asked for again. */
const PAUSE = 100;

/** All items of one partition, by sort key. */
export async function readPartition(
  { action, table, tokens }: TableReader,
  PK: string,
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const reserved = await tokens.ready();
    const page = await action.clients.dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': { S: PK } },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
        ExclusiveStartKey: start,
      }),
    );
    tokens.pay(page.ConsumedCapacity?.CapacityUnits ?? 1, reserved);
    for (const item of page.Items ?? []) items.set(keyOf(item).SK, item);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** Single items, by `keyText`. @param keys at most `BATCH_GET` */
export async function readItems(
  { action, table, tokens }: TableReader,
  keys: readonly ItemKey[],
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  let left: KeysAndAttributes[] = [
    { Keys: keys.map(({ PK, SK }) => ({ PK: { S: PK }, SK: { S: SK } })), ConsistentRead: true },
  ];
  while (left.length > 0) {
    const [asked] = left;
    if (asked === undefined) break;
    const reserved = await tokens.ready();
    const { Responses, UnprocessedKeys } = await action.clients.dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: asked } }),
    );
    tokens.pay(asked.Keys?.length ?? 0, reserved);
    for (const item of Responses?.[table] ?? []) items.set(keyText(keyOf(item)), item);
    left = Object.values(UnprocessedKeys ?? {});
    if (left.length > 0) await action.clock.sleep(PAUSE, action.signal);
  }
  return items;
}
