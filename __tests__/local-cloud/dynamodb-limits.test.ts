import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { VirtualClock } from '../support/virtual-clock';

const TableName = 'table';

async function open() {
  const cloud = createInProcessCloud({ clock: new VirtualClock(Date.UTC(2026, 0, 1)) });
  const dynamodb = new DynamoDBClient({
    region: 'us-east-1',
    requestHandler: cloud.requestHandler,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const put = (value: AttributeValue, condition?: string) =>
    dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: { id: { S: 'one' }, value },
        ...(condition === undefined
          ? {}
          : { ConditionExpression: condition, ExpressionAttributeValues: { ':v': { S: 'v' } } }),
      }),
    );
  const batch = (...ids: readonly string[]) =>
    dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: ids.map((id) => ({ PutRequest: { Item: { id: { S: id } } } })) },
      }),
    );
  return { put, batch };
}

const refused = (message: RegExp) => ({
  name: 'ValidationException',
  message: expect.stringMatching(message),
});
const equal = (count: number, name = 'a') =>
  Array.from({ length: count }, (_, index) => `${name}${index}=:v`).join(' AND ');

describe('DynamoDB takes no more than its quotas say (developer guide, "Quotas")', () => {
  it('300 operators and functions in an expression', async () => {
    const { put } = await open();
    await expect(put({ S: 'x' }, equal(150))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await expect(put({ S: 'x' }, equal(151))).rejects.toMatchObject(
      refused(/more than 300 operators or functions; operator count: 301/),
    );
  });

  it('4 KB of an expression', async () => {
    const { put } = await open();
    await expect(put({ S: 'x' }, equal(50, 'a'.repeat(80)))).rejects.toMatchObject(
      refused(/maximum allowed size/),
    );
  });

  it('38 digits of a number, alone and in a set', async () => {
    const { put } = await open();
    await put({ N: `-0.00${'9'.repeat(38)}00E-5` });
    const long = '9'.repeat(39);
    await expect(put({ N: long })).rejects.toMatchObject(refused(/more than 38 significant digits/));
    await expect(put({ L: [{ NS: ['1', long] }] })).rejects.toMatchObject(refused(/more than 38/));
  });

  it('no member of a set twice, whatever a number looks like', async () => {
    const { put } = await open();
    await put({ SS: ['1', '1.0'] });
    await expect(put({ SS: ['a', 'a'] })).rejects.toMatchObject(refused(/contains duplicates/));
    await expect(put({ NS: ['1', '1.0'] })).rejects.toMatchObject(refused(/contains duplicates/));
  });

  it('25 writes in a batch, each of another item', async () => {
    const { batch } = await open();
    const ids = Array.from({ length: 26 }, (_, index) => `id-${index}`);
    await batch(...ids.slice(1));
    await expect(batch(...ids)).rejects.toMatchObject(refused(/less than or equal to 25/));
    await expect(batch('a', 'b', 'a')).rejects.toMatchObject(refused(/duplicates/));
  });
});
