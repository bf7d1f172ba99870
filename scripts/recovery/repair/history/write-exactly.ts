import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../aws/action';
import { keyOf, type Item } from '../../items/item';
import type { TokenBucket } from '../../aws/token-bucket';
import { sameItem } from './attributes';

/** Of an expression: 4 KB, and so many operators or functions (DynamoDB developer guide, "Quotas"). */
const MOST_CHARACTERS = 4_096;
const MOST_OPERATORS = 300;

export interface WriteProps {
  readonly action: Pick<Action, 'clients' | 'signal'>;
  readonly table: string;
  /** Write units. */
  readonly tokens: TokenBucket;
  /** What the item must be for it to be written: exactly this, attribute by attribute; undefined: absent. */
  readonly present: Item | undefined;
  /** undefined: it is deleted. */
  readonly wanted: Item | undefined;
  /** Names of attributes that must not be there, unless `present` has them. */
  readonly otherwise: readonly string[];
}

/** `changed`: it was neither `present` nor `wanted`. `too large`: no condition can hold it. Nothing was written. */
export type Written = 'written' | 'changed' | 'too large';

/**
 * Replaces an item on condition that it is exactly what it was when it was looked at. Bears a lost answer: an item that
 * is as it should be was written by an earlier attempt.
 */
export async function writeExactly(props: WriteProps): Promise<Written> {
  const { action, table, tokens, present, wanted } = props;
  const image = wanted ?? present;
  if (image === undefined) return 'written';
  const condition = exactly(present, props.otherwise);
  if (condition === undefined) return 'too large';
  const common = { TableName: table, ...condition, ReturnConsumedCapacity: 'TOTAL' as const };
  const { PK, SK } = keyOf(image);
  const Key = { PK: { S: PK }, SK: { S: SK } };
  action.signal.throwIfAborted();
  const reserved = await tokens.ready();
  try {
    const { dynamodb } = action.clients;
    const { ConsumedCapacity } =
      wanted === undefined
        ? await dynamodb.send(new DeleteItemCommand({ ...common, Key }))
        : await dynamodb.send(new PutItemCommand({ ...common, Item: wanted }));
    tokens.pay(ConsumedCapacity?.CapacityUnits ?? 1, reserved);
    return 'written';
  } catch (error) {
    // Whatever else about this item the service does not take, the others go on.
    if (error instanceof Error && error.name === 'ValidationException') return 'too large';
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    tokens.pay(1, reserved);
    const { Item: now } = await action.clients.dynamodb.send(
      new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    return sameItem(now, wanted) ? 'written' : 'changed';
  }
}

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** @returns undefined when no expression can be that long, or hold so many operators */
function exactly(present: Item | undefined, otherwise: readonly string[]): Condition | undefined {
  if (present === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#k)', ExpressionAttributeNames: { '#k': 'PK' } };
  }
  const there = Object.entries(present);
  const absent = [...new Set(otherwise)].filter((name) => present[name] === undefined);
  const parts = [
    ...there.map((_, index) => `#p${index}=:p${index}`),
    ...absent.map((_, index) => `attribute_not_exists(#a${index})`),
  ];
  const ConditionExpression = parts.join(' AND ');
  // Each part has one, and so has each AND between two.
  const operators = 2 * parts.length - 1;
  if (ConditionExpression.length > MOST_CHARACTERS || operators > MOST_OPERATORS) return undefined;
  return {
    ConditionExpression,
    ExpressionAttributeNames: Object.fromEntries<string>([
      ...there.map(([name], index) => [`#p${index}`, name] as const),
      ...absent.map((name, index) => [`#a${index}`, name] as const),
    ]),
    ExpressionAttributeValues: Object.fromEntries(there.map(([, value], index) => [`:p${index}`, value])),
  };
}

/** Names of the attributes of some images. */
export function namesOf(...images: readonly (Item | undefined)[]): string[] {
  return images.flatMap((image) => Object.keys(image ?? {}));
}

/** Write units of an item, about: one for each kilobyte that has begun (DynamoDB developer guide, "Capacity unit consumption"). */
export function writeUnits(image: Item | undefined): number {
  return image === undefined ? 1 : Math.max(1, Math.ceil(JSON.stringify(image).length / 1024));
}
