import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutResourcePolicyCommand,
  GetResourcePolicyCommand,
  type AttributeValue,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { clockOf } from '../../scripts/engine/clock';

const SPEED = 1200;
const REGION = 'us-east-1';

let cloud: LocalCloud;
let client: DynamoDBClient;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true, speed: SPEED });
  client = new DynamoDBClient({ endpoint: cloud.endpoint, region: REGION, credentials });
}, 120_000);
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

let tables = 0;
async function createTable({ pointInTime = true } = {}): Promise<string> {
  tables += 1;
  const TableName = `table-${tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  if (pointInTime) {
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
  }
  return TableName;
}

const item = (id: string, value: number): Record<string, AttributeValue> => ({
  id: { S: id },
  value: { N: String(value) },
});
const put = (TableName: string, id: string, value: number) =>
  client.send(new PutItemCommand({ TableName, Item: item(id, value) }));

/** The next whole second of the cloud, when it has begun: what is written before belongs to it, what comes later not. */
async function nextSecond(): Promise<Date> {
  const now = await cloud.now();
  const second = Math.ceil(now / 1000) * 1000;
  while ((await cloud.now()) <= second);
  return new Date(second);
}

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function restore(source: string, RestoreDateTime: Date): Promise<string> {
  const TargetTableName = `${source}-restored-${RestoreDateTime.getTime()}`;
  await waitUntil(async () => {
    const { ContinuousBackupsDescription } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: source }),
    );
    const latest = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.LatestRestorableDateTime;
    return (latest?.getTime() ?? 0) >= RestoreDateTime.getTime();
  });
  await client.send(
    new RestoreTableToPointInTimeCommand({ SourceTableName: source, TargetTableName, RestoreDateTime }),
  );
  return TargetTableName;
}

async function awaitActive(TableName: string): Promise<void> {
  await waitUntil(async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus === 'ACTIVE';
  });
}

async function content(TableName: string): Promise<Record<string, number>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Object.fromEntries(Items.map(({ id, value }) => [id?.S ?? '', Number(value?.N)]));
}

describe('the clock', () => {
  it('can be followed exactly by a tool, which learns its numbers from the environment', async () => {
    const { SYNCWELL_CLOCK } = cloud.clientEnvironment();
    const numbers = JSON.parse(SYNCWELL_CLOCK ?? '');
    expect(numbers).toEqual(cloud.clock());
    expect(numbers.speed).toBe(SPEED);
    const clock = clockOf(numbers);
    const before = clock.now();
    const theirs = await cloud.now();
    expect(theirs).toBeGreaterThanOrEqual(before);
    expect(theirs).toBeLessThanOrEqual(clock.now());
  });
});

describe('point-in-time recovery', () => {
  it('brings every kind of write back as it was at a second, and nothing that came after', async () => {
    const table = await createTable();
    await put(table, 'put', 1);
    await put(table, 'updated', 1);
    await put(table, 'deleted', 1);
    await put(table, 'in-transaction', 1);
    const before = await nextSecond();
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: 'updated' } },
        UpdateExpression: 'SET #value = #value + :one',
        ExpressionAttributeNames: { '#value': 'value' },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: 'deleted' } } }));
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [table]: [
            { PutRequest: { Item: item('batched', 5) } },
            { DeleteRequest: { Key: { id: { S: 'put' } } } },
          ],
        },
      }),
    );
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              TableName: table,
              Key: { id: { S: 'in-transaction' } },
              UpdateExpression: 'SET #value = :nine',
              ExpressionAttributeNames: { '#value': 'value' },
              ExpressionAttributeValues: { ':nine': { N: '9' } },
            },
          },
          { Put: { TableName: table, Item: item('added', 3) } },
        ],
      }),
    );
    const after = await nextSecond();
    await put(table, 'late', 7);

    const [early, late] = [await restore(table, before), await restore(table, after)];
    await awaitActive(early);
    await awaitActive(late);
    expect(await content(early)).toEqual({ put: 1, updated: 1, deleted: 1, 'in-transaction': 1 });
    expect(await content(late)).toEqual({ updated: 2, batched: 5, 'in-transaction': 9, added: 3 });
  }, 120_000);

  it('takes its time, refuses calls meanwhile, and leaves behind what the real one does', async () => {
    const table = await createTable();
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
      }),
    );
    const second = await nextSecond();
    const target = await restore(table, second);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: target }));
    expect(Table).toMatchObject({
      TableStatus: 'CREATING',
      RestoreSummary: { RestoreInProgress: true, RestoreDateTime: second },
    });
    await expect(put(target, 'x', 1)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await awaitActive(target);
    const restored = await client.send(new DescribeTableCommand({ TableName: target }));
    expect(restored.Table?.RestoreSummary).toMatchObject({ RestoreInProgress: false });
    expect(restored.Table?.StreamSpecification?.StreamEnabled ?? false).toBe(false);
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: target }));
    expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName: target }));
    expect(
      backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    ).toBe('DISABLED');
  }, 120_000);

  it('answers with the errors of the real service', async () => {
    const table = await createTable();
    const off = await createTable({ pointInTime: false });
    const send = (input: Partial<ConstructorParameters<typeof RestoreTableToPointInTimeCommand>[0]>) =>
      client.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: table,
          TargetTableName: 'other',
          UseLatestRestorableTime: true,
          ...input,
        }),
      );
    await expect(send({ SourceTableName: 'no-table' })).rejects.toMatchObject({
      name: 'TableNotFoundException',
    });
    await expect(send({ TargetTableName: off })).rejects.toMatchObject({
      name: 'TableAlreadyExistsException',
    });
    await expect(send({ SourceTableName: off })).rejects.toMatchObject({
      name: 'PointInTimeRecoveryUnavailableException',
      message: `Point in time recovery is not enabled for table '${off}'`,
    });
    await expect(
      send({ UseLatestRestorableTime: false, RestoreDateTime: new Date(Date.now() + 86_400_000_000) }),
    ).rejects.toMatchObject({ name: 'InvalidRestoreTimeException' });
    await expect(send({ RestoreDateTime: new Date() })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('property: any history of writes, restored at any second, equals the model', async () => {
    const writes = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), value: fc.option(fc.nat(9)), pause: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(writes, fc.nat(), async (history, choice) => {
        const table = await createTable();
        const model: Record<string, number> = {};
        const moments: { second: Date; state: Record<string, number> }[] = [];
        for (const { id, value, pause } of history) {
          if (value === null) {
            await client.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: id } } }));
            Reflect.deleteProperty(model, id);
          } else {
            await put(table, id, value);
            model[id] = value;
          }
          if (pause) moments.push({ second: await nextSecond(), state: { ...model } });
        }
        const moment = moments[choice % Math.max(1, moments.length)];
        if (moment === undefined) return;
        const target = await restore(table, moment.second);
        await awaitActive(target);
        expect(await content(target)).toEqual(moment.state);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});

describe('a resource policy', () => {
  const arn = (table: string) => `arn:aws:dynamodb:${REGION}:123456789012:table/${table}`;
  const policy = (table: string, exempt: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Halt',
          Effect: 'Deny',
          Principal: '*',
          Action: [
            'dynamodb:PutItem',
            'dynamodb:UpdateItem',
            'dynamodb:DeleteItem',
            'dynamodb:BatchWriteItem',
          ],
          Resource: arn(table),
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': exempt } },
        },
      ],
    });

  it('denies writes to everybody but the exempt role once it has spread, in transactions as well', async () => {
    const table = await createTable();
    const role = 'arn:aws:iam::123456789012:role/operator';
    const sts = new STSClient({ endpoint: cloud.endpoint, region: REGION, credentials });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'me' }));
    const operator = new DynamoDBClient({
      endpoint: cloud.endpoint,
      region: REGION,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
      },
    });
    await client.send(new PutResourcePolicyCommand({ ResourceArn: arn(table), Policy: policy(table, role) }));
    const input: PutItemCommandInput = { TableName: table, Item: item('x', 1) };
    await waitUntil(() =>
      client.send(new PutItemCommand(input)).then(
        () => false,
        () => true,
      ),
    );
    await expect(client.send(new PutItemCommand(input))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(
      client.send(
        new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: table, Item: item('x', 1) } }] }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await operator.send(new PutItemCommand(input));
    expect(await content(table)).toEqual({ x: 1 });
    operator.destroy();
    sts.destroy();
  });

  it('is locked for a while after a change, and changes only from the revision that was seen', async () => {
    const table = await createTable();
    const put = (Policy: string, ExpectedRevisionId?: string) =>
      client.send(
        new PutResourcePolicyCommand({
          ResourceArn: arn(table),
          Policy,
          ...(ExpectedRevisionId === undefined ? {} : { ExpectedRevisionId }),
        }),
      );
    const { RevisionId } = await put(policy(table, 'arn:aws:iam::123456789012:role/a'), 'NO_POLICY');
    const other = policy(table, 'arn:aws:iam::123456789012:role/b');
    await expect(put(other, 'NO_POLICY')).rejects.toMatchObject({ name: 'PolicyNotFoundException' });
    await waitUntil(() =>
      put(other, RevisionId).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ name: 'LimitExceededException' });
          return false;
        },
      ),
    );
    await waitUntil(async () => {
      const { Policy } = await client.send(new GetResourcePolicyCommand({ ResourceArn: arn(table) }));
      return Policy === other;
    });
  });
});

describe('streams', () => {
  it('tell every change in order, with both images, and nothing that changed nothing', async () => {
    const table = await createTable();
    await put(table, 'a', 1);
    await put(table, 'a', 1);
    await put(table, 'a', 2);
    await client.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: 'a' } } }));
    const streams = new DynamoDBStreamsClient({ endpoint: cloud.endpoint, region: REGION, credentials });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const StreamArn = Table?.LatestStreamArn ?? '';
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const Records: _Record[] = [];
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      Records.push(...((await streams.send(new GetRecordsCommand({ ShardIterator }))).Records ?? []));
    }
    expect(
      Records.map(({ eventName, dynamodb }) => [
        eventName,
        dynamodb?.OldImage?.value?.N,
        dynamodb?.NewImage?.value?.N,
      ]),
    ).toEqual([
      ['INSERT', undefined, '1'],
      ['MODIFY', '1', '2'],
      ['REMOVE', '2', undefined],
    ]);
    streams.destroy();
  });
});

describe('faults and callers', () => {
  it('fails a share of the calls while it is told to, after they were carried out as well', async () => {
    const table = await createTable();
    const once = new DynamoDBClient({
      endpoint: cloud.endpoint,
      region: REGION,
      credentials,
      maxAttempts: 1,
    });
    await cloud.injectFaults({ rate: 1, kinds: ['500'], operations: ['PutItem'], afterRate: 1 });
    await expect(
      once.send(new PutItemCommand({ TableName: table, Item: item('a', 1) })),
    ).rejects.toMatchObject({ name: 'InternalServerError' });
    await cloud.injectFaults({ rate: 1, kinds: ['reset'], operations: ['PutItem'], afterRate: 0 });
    await expect(once.send(new PutItemCommand({ TableName: table, Item: item('b', 1) }))).rejects.toThrow();
    await cloud.clearFaults();
    expect(await content(table)).toEqual({ a: 1 });
    once.destroy();
  });

  it('tells who a caller is', async () => {
    const sts = new STSClient({ endpoint: cloud.endpoint, region: REGION, credentials });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:user/local',
      Account: '123456789012',
    });
    sts.destroy();
  });
});
