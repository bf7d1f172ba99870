import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { TableName } from './tables';
import type { NamedCall } from './outcome';

const item = (PK: string, SK: string, more: Record<string, AttributeValue> = {}) => ({
  PK: { S: PK },
  SK: { S: SK },
  ...more,
});
const key = item;

/** Calls on items of the table that `tables` makes. */
export const items: NamedCall[] = [
  [
    'an item is put',
    ({ dynamodb }) =>
      dynamodb.send(new PutItemCommand({ TableName, Item: item('a', '1', { version: { N: '1' } }) })),
  ],
  [
    'an item is put where one must not be',
    ({ dynamodb }) =>
      dynamodb.send(
        new PutItemCommand({
          TableName,
          Item: item('a', '1'),
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      ),
  ],
  [
    'an item is put on its version, and another is shown',
    ({ dynamodb }) =>
      dynamodb.send(
        new PutItemCommand({
          TableName,
          Item: item('a', '1'),
          ConditionExpression: 'attribute_exists(PK) AND #version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: '2' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
  ],
  [
    'an item is updated',
    ({ dynamodb }) =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: key('a', '1'),
          UpdateExpression: 'SET #version = #version + :one, #shard = :shard, #next = :next REMOVE gone',
          ConditionExpression: '#version = :version AND (attribute_not_exists(gone) OR gone <> :one)',
          ExpressionAttributeNames: { '#version': 'version', '#next': 'next', '#shard': 'shard' },
          ExpressionAttributeValues: {
            ':version': { N: '1' },
            ':one': { N: '1' },
            ':shard': { S: 'PRO#1' },
            ':next': { S: '2026' },
          },
          ReturnValues: 'ALL_NEW',
        }),
      ),
  ],
  [
    'an item is put without its key',
    ({ dynamodb }) => dynamodb.send(new PutItemCommand({ TableName, Item: { PK: { S: 'a' } } })),
  ],
  [
    'an item is read',
    ({ dynamodb }) =>
      dynamodb.send(
        new GetItemCommand({
          TableName,
          Key: key('a', '1'),
          ConsistentRead: true,
          ProjectionExpression: 'PK, #version',
          ExpressionAttributeNames: { '#version': 'version' },
        }),
      ),
  ],
  [
    'a missing item is read',
    ({ dynamodb }) => dynamodb.send(new GetItemCommand({ TableName, Key: key('none', '1') })),
  ],
  [
    'an item of a missing table is read',
    ({ dynamodb }) => dynamodb.send(new GetItemCommand({ TableName: 'none', Key: key('a', '1') })),
  ],
  [
    'items are written together',
    ({ dynamodb }) =>
      dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: [
              ...['1', '2', '3'].map((SK) => ({
                PutRequest: { Item: item('b', SK, { shard: { S: 'PRO#1' }, next: { S: `200${SK}` } }) },
              })),
              { DeleteRequest: { Key: key('none', '1') } },
            ],
          },
        }),
      ),
  ],
  [
    'items are read together',
    ({ dynamodb }) =>
      dynamodb.send(
        new BatchGetItemCommand({
          RequestItems: { [TableName]: { Keys: [key('b', '1'), key('none', '1')], ConsistentRead: true } },
        }),
      ),
  ],
  [
    'a transaction whose condition fails',
    ({ dynamodb }) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: item('c', '1') } },
            {
              ConditionCheck: {
                TableName,
                Key: key('b', '9'),
                ConditionExpression: 'attribute_exists(PK)',
              },
            },
          ],
        }),
      ),
  ],
  [
    'what a failed transaction would have put',
    ({ dynamodb }) => dynamodb.send(new GetItemCommand({ TableName, Key: key('c', '1') })),
  ],
  [
    'a transaction',
    ({ dynamodb }) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: item('c', '1') } },
            {
              Update: {
                TableName,
                Key: key('c', '2'),
                UpdateExpression: 'SET n = if_not_exists(n, :one)',
                ExpressionAttributeValues: { ':one': { N: '1' } },
              },
            },
            { Delete: { TableName, Key: key('b', '3') } },
          ],
        }),
      ),
  ],
  [
    'a partition is queried',
    ({ dynamodb }) =>
      dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk AND begins_with(SK, :start)',
          ExpressionAttributeValues: { ':pk': { S: 'b' }, ':start': { S: '2' } },
        }),
      ),
  ],
  [
    'a partition is queried page by page, backwards',
    async ({ dynamodb }) => {
      const query = {
        TableName,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'b' } },
        ScanIndexForward: false,
        Limit: 1,
      };
      const first = await dynamodb.send(new QueryCommand(query));
      const { LastEvaluatedKey } = first;
      const second = await dynamodb.send(new QueryCommand({ ...query, ExclusiveStartKey: LastEvaluatedKey }));
      return [first, second.Items];
    },
  ],
  [
    'an index is queried',
    ({ dynamodb }) =>
      dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'schedule',
          KeyConditionExpression: '#shard = :shard AND #next < :before',
          ExpressionAttributeNames: { '#shard': 'shard', '#next': 'next' },
          ExpressionAttributeValues: { ':shard': { S: 'PRO#1' }, ':before': { S: '2020' } },
        }),
      ),
  ],
  [
    'all items are found by scanning segments in pages',
    async ({ dynamodb }) => {
      const found: unknown[] = [];
      for (const Segment of [0, 1, 2]) {
        let start: Record<string, AttributeValue> | undefined;
        do {
          const page = await dynamodb.send(
            new ScanCommand({
              TableName,
              Segment,
              TotalSegments: 3,
              Limit: 2,
              ConsistentRead: true,
              ...(start === undefined ? {} : { ExclusiveStartKey: start }),
            }),
          );
          found.push(...(page.Items ?? []));
          start = page.LastEvaluatedKey;
        } while (start !== undefined);
      }
      return found.map((one) => JSON.stringify(one, Object.keys(one as object).sort())).sort();
    },
  ],
  [
    'a scan counts what passes its filter',
    async ({ dynamodb }) => {
      const { Count, ScannedCount } = await dynamodb.send(
        new ScanCommand({
          TableName,
          Select: 'COUNT',
          FilterExpression: 'PK = :b OR version BETWEEN :one AND :two',
          ExpressionAttributeValues: { ':b': { S: 'b' }, ':one': { N: '1' }, ':two': { N: '2.0' } },
        }),
      );
      return { Count, ScannedCount };
    },
  ],
  [
    'an item is deleted and shown',
    ({ dynamodb }) =>
      dynamodb.send(new DeleteItemCommand({ TableName, Key: key('b', '1'), ReturnValues: 'ALL_OLD' })),
  ],
  [
    'an item that is not there is deleted, on the condition that it is',
    ({ dynamodb }) =>
      dynamodb.send(
        new DeleteItemCommand({
          TableName,
          Key: key('b', '1'),
          ConditionExpression: 'attribute_exists(PK)',
        }),
      ),
  ],
];
