import {
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { keyOf, type Item } from '../item';

interface Condition {
  readonly condition?: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
}

/** One write, as a worker means it: put an item, update one in place, or delete it. Conditions are optimistic locks. */
export type SingleChange = {
  /** For people, for example `toggle sync`. */
  readonly operation: string;
  /** Whether it is right, or the damage of a bad release. @default true */
  readonly good?: boolean;
} & Condition &
  (
    | { readonly put: Item }
    | { readonly update: { readonly key: Item; readonly expression: string } }
    | { readonly remove: Item }
  );

/** Several writes that are made together, or not at all. */
export interface Transaction {
  readonly operation: string;
  readonly good?: boolean;
  readonly together: readonly Extract<SingleChange, { readonly put: Item } | { readonly remove: Item }>[];
}

export type WorkerWrite = SingleChange | Transaction;

export interface Outcome {
  readonly key: string;
  /** The item that is there afterwards; undefined: none is. */
  readonly image: Item | undefined;
}

/** @throws what DynamoDB answers */
export async function carryOut(
  client: DynamoDBClient,
  table: string,
  change: WorkerWrite,
): Promise<readonly Outcome[]> {
  if (!('together' in change)) return [await carryOutOne(client, table, change)];
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: change.together.map((one) => {
        const common = commonOf(table, one);
        return 'put' in one
          ? { Put: { ...common, Item: one.put } }
          : { Delete: { ...common, Key: one.remove } };
      }),
    }),
  );
  return change.together.map((one) =>
    'put' in one ? { key: keyOf(one.put), image: one.put } : { key: keyOf(one.remove), image: undefined },
  );
}

function commonOf(table: string, change: SingleChange) {
  return {
    TableName: table,
    ...(change.condition === undefined ? {} : { ConditionExpression: change.condition }),
    ...(change.names === undefined ? {} : { ExpressionAttributeNames: change.names }),
    ...(change.values === undefined ? {} : { ExpressionAttributeValues: change.values }),
  };
}

async function carryOutOne(client: DynamoDBClient, table: string, change: SingleChange): Promise<Outcome> {
  const common = commonOf(table, change);
  if ('put' in change) {
    await client.send(new PutItemCommand({ ...common, Item: change.put }));
    return { key: keyOf(change.put), image: change.put };
  }
  if ('remove' in change) {
    await client.send(new DeleteItemCommand({ ...common, Key: change.remove }));
    return { key: keyOf(change.remove), image: undefined };
  }
  const { key, expression } = change.update;
  const { Attributes } = await client.send(
    new UpdateItemCommand({ ...common, Key: key, UpdateExpression: expression, ReturnValues: 'ALL_NEW' }),
  );
  return { key: keyOf(key), image: Attributes };
}
