import { gunzipSync } from 'node:zlib';
import {
  CreateTableCommand,
  DescribeContributorInsightsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeExportCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExportTableToPointInTimeCommand,
  GetItemCommand,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  BatchWriteItemCommand,
  type AttributeValue,
  type CreateTableCommandInput,
  type ReplicationGroupUpdate,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { VirtualClock } from '../support/virtual-clock';

const REGION = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let cloud: LocalCloud;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true, speed: 1200 });
  const common = { endpoint: cloud.endpoint, region: REGION, credentials, maxAttempts: 1 };
  client = new DynamoDBClient(common);
  streams = new DynamoDBStreamsClient(common);
}, 120_000);
afterAll(async () => {
  client.destroy();
  streams.destroy();
  await cloud.stop();
});

const arn = (table: string): string => `arn:aws:dynamodb:${REGION}:123456789012:table/${table}`;

let tables = 0;
async function createTable(input: Partial<CreateTableCommandInput> = {}): Promise<string> {
  tables += 1;
  const TableName = `table-${tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-kind',
          KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      ...input,
    }),
  );
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  return TableName;
}

async function records(table: string, Limit?: number): Promise<_Record[]> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const all: _Record[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    let { ShardIterator: next } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    while (next !== undefined) {
      const page = await streams.send(
        new GetRecordsCommand({ ShardIterator: next, ...(Limit === undefined ? {} : { Limit }) }),
      );
      if (page.Records?.length === 0) break;
      all.push(...(page.Records ?? []));
      next = page.NextShardIterator;
    }
  }
  return all;
}

const told = (found: readonly _Record[]) =>
  found.map(({ eventName, dynamodb }) => [
    eventName,
    dynamodb?.Keys?.id?.S,
    dynamodb?.OldImage?.value?.N,
    dynamodb?.NewImage?.value?.N,
  ]);

const put = (TableName: string, id: string, value: number) =>
  client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, value: { N: String(value) } } }));

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const describeTable = async (TableName: string) =>
  (await client.send(new DescribeTableCommand({ TableName }))).Table;

describe('the journal', () => {
  it('holds what PartiQL changed, and gives its statements their answers', async () => {
    const table = await createTable();
    const execute = (Statement: string, Parameters?: AttributeValue[]) =>
      client.send(
        new ExecuteStatementCommand({ Statement, ...(Parameters === undefined ? {} : { Parameters }) }),
      );
    await execute(`INSERT INTO "${table}" VALUE {'id': 'a', 'value': 1}`);
    await execute(`UPDATE "${table}" SET value = ? WHERE id = ?`, [{ N: '2' }, { S: 'a' }]);
    expect((await execute(`SELECT * FROM "${table}" WHERE id = 'a'`)).Items).toEqual([
      { id: { S: 'a' }, value: { N: '2' } },
    ]);
    await execute(`DELETE FROM "${table}" WHERE id = 'a'`);
    expect(told(await records(table))).toEqual([
      ['INSERT', 'a', undefined, '1'],
      ['MODIFY', 'a', '1', '2'],
      ['REMOVE', 'a', '2', undefined],
    ]);
  });

  it('holds nothing of a write whose condition failed, and an update gives back what was asked for', async () => {
    const table = await createTable();
    const update = (condition: string, ReturnValues?: 'ALL_OLD' | 'ALL_NEW') =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { id: { S: 'a' } },
          UpdateExpression: 'SET #value = :one',
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#value': 'value' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ...(ReturnValues === undefined ? {} : { ReturnValues }),
        }),
      );
    await expect(update('attribute_exists(id)')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    expect((await update('attribute_not_exists(id)')).Attributes).toBeUndefined();
    expect((await update('attribute_exists(id)', 'ALL_NEW')).Attributes).toMatchObject({ value: { N: '1' } });
    expect(told(await records(table))).toEqual([['INSERT', 'a', undefined, '1']]);
  });

  it('is told page by page, each record once, whatever the size of a page', async () => {
    const table = await createTable();
    const ids = Array.from({ length: 60 }, (_, index) => String(index));
    for (let start = 0; start < ids.length; start += 20) {
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [table]: ids.slice(start, start + 20).map((id) => ({ PutRequest: { Item: { id: { S: id } } } })),
          },
        }),
      );
    }
    for (const limit of [7, 60, undefined]) {
      const found = await records(table, limit);
      expect(found.map(({ dynamodb }) => dynamodb?.Keys?.id?.S).sort()).toEqual([...ids].sort());
    }
  });
});

describe('a restore', () => {
  it('leaves behind every setting that the real one does, and is no proof of its items by their count', async () => {
    const table = await createTable({
      DeletionProtectionEnabled: true,
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      Tags: [{ Key: 'owner', Value: 'us' }],
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 100 },
      WarmThroughput: { ReadUnitsPerSecond: 15_000, WriteUnitsPerSecond: 5_000 },
    });
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await client.send(new PutResourcePolicyCommand({ ResourceArn: arn(table), Policy }));
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
      }),
    );
    await client.send(
      new UpdateContributorInsightsCommand({ TableName: table, ContributorInsightsAction: 'ENABLE' }),
    );
    await put(table, 'a', 1);
    expect(await describeTable(table)).toMatchObject({
      DeletionProtectionEnabled: true,
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      OnDemandThroughput: { MaxReadRequestUnits: 100 },
      WarmThroughput: { ReadUnitsPerSecond: 15_000, WriteUnitsPerSecond: 5_000 },
    });
    // What was written is restorable some minutes later.
    const written = await cloud.now();
    await until(async () => (await cloud.now()) > written + 6 * 60_000);
    const restored = `${table}-restored`;
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: table,
        TargetTableName: restored,
        UseLatestRestorableTime: true,
      }),
    );
    await until(async () => {
      const seen = await describeTable(restored).catch(() => undefined);
      return seen?.GlobalSecondaryIndexes?.every(({ IndexStatus }) => IndexStatus === 'ACTIVE') === true;
    });
    const Table = await describeTable(restored);
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      ItemCount: 0,
      DeletionProtectionEnabled: false,
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 },
      GlobalSecondaryIndexes: [{ IndexName: 'by-kind' }],
    });
    expect(Table?.TableClassSummary).toBeUndefined();
    expect(Table?.OnDemandThroughput).toBeUndefined();
    expect(Table?.LatestStreamArn).toBeUndefined();
    const { Items } = await client.send(new ScanCommand({ TableName: restored }));
    expect(Items).toHaveLength(1);
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: arn(restored) }));
    expect(Tags).toEqual([]);
    await expect(
      client.send(new GetResourcePolicyCommand({ ResourceArn: arn(restored) })),
    ).rejects.toMatchObject({ name: 'PolicyNotFoundException' });
    const { ContributorInsightsStatus } = await client.send(
      new DescribeContributorInsightsCommand({ TableName: restored }),
    );
    expect(ContributorInsightsStatus).toBe('DISABLED');
    const { KinesisDataStreamDestinations } = await client.send(
      new DescribeKinesisStreamingDestinationCommand({ TableName: restored }),
    );
    expect(KinesisDataStreamDestinations).toEqual([]);
  }, 60_000);
});

describe('an export', () => {
  it('lies in the bucket of another region as its manifest says, unless the bucket locks new objects by itself', async () => {
    const table = await createTable();
    await put(table, 'a', 1);
    const s3 = new S3Client({
      endpoint: cloud.endpoint,
      region: 'us-west-2',
      credentials,
      forcePathStyle: true,
    });
    const Bucket = 'exports';
    const locking = 'locks-new-objects';
    const KeyId = 'arn:aws:kms:us-west-2:123456789012:key/11111111-1111-1111-1111-111111111111';
    for (const name of [Bucket, locking]) {
      await s3.send(
        new CreateBucketCommand({
          Bucket: name,
          CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
          ObjectLockEnabledForBucket: true,
        }),
      );
    }
    await s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket: locking,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
        },
      }),
    );
    const exportedTo = async (S3Bucket: string) => {
      const { ExportDescription: begun } = await client.send(
        new ExportTableToPointInTimeCommand({
          TableArn: arn(table),
          S3Bucket,
          S3Prefix: 'a/b',
          S3SseAlgorithm: 'KMS',
          S3SseKmsKeyId: KeyId,
        }),
      );
      const now = async () =>
        (await client.send(new DescribeExportCommand({ ExportArn: begun?.ExportArn }))).ExportDescription;
      await until(async () => (await now())?.ExportStatus !== 'IN_PROGRESS');
      return now();
    };
    const done = await exportedTo(Bucket);
    expect(done).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 1 });
    const read = async (Key: string) =>
      (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray() ?? new Uint8Array();
    const id = done?.ExportArn?.split('/').at(-1) ?? '';
    const files = Buffer.from(await read(`a/b/AWSDynamoDB/${id}/manifest-files.json`)).toString();
    const file = files
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { itemCount: number; dataFileS3Key: string })
      .find(({ itemCount }) => itemCount === 1);
    const head = new HeadObjectCommand({ Bucket, Key: file?.dataFileS3Key });
    expect(await s3.send(head)).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId });
    const line = gunzipSync(await read(file?.dataFileS3Key ?? '')).toString();
    expect(JSON.parse(line)).toEqual({ Item: { id: { S: 'a' }, value: { N: '1' } } });

    // S3 takes no put without a checksum there.
    expect(await exportedTo(locking)).toMatchObject({ ExportStatus: 'FAILED' });
    s3.destroy();
  });
});

describe('a replica', () => {
  it('is a table of its region that hears of what is written in the other', async () => {
    const table = await createTable();
    await put(table, 'a', 1);
    const away = new DynamoDBClient({ endpoint: cloud.endpoint, region: 'us-west-2', credentials });
    const change = (ReplicaUpdates: ReplicationGroupUpdate[]) =>
      client.send(new UpdateTableCommand({ TableName: table, ReplicaUpdates }));
    await change([{ Create: { RegionName: 'us-west-2' } }]);
    await put(table, 'b', 1);
    await until(async () => (await describeTable(table))?.Replicas?.[0]?.ReplicaStatus === 'ACTIVE');
    const ids = async (reader: DynamoDBClient) =>
      (await reader.send(new ScanCommand({ TableName: table }))).Items?.map(({ id }) => id?.S).sort();
    await until(async () => (await ids(away))?.length === 2);
    await away.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'c' } } }));
    await until(async () => (await ids(client))?.length === 3);
    expect(await ids(client)).toEqual(['a', 'b', 'c']);
    await change([{ Delete: { RegionName: 'us-west-2' } }]);
    await expect(ids(away)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    away.destroy();
  });
});

describe('a change of a table', () => {
  it('takes a while, in which there can be no second one', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    const { requestHandler } = createInProcessCloud({ clock });
    const inProcess = new DynamoDBClient({ region: REGION, credentials, requestHandler, maxAttempts: 1 });
    const TableName = 'changed';
    await inProcess.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const protect = (DeletionProtectionEnabled: boolean) =>
      inProcess.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled }));
    const status = async () =>
      (await inProcess.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
    expect((await protect(true)).TableDescription?.TableStatus).toBe('UPDATING');
    expect(await status()).toBe('UPDATING');
    await expect(protect(false)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await clock.sleep(5_000);
    expect(await status()).toBe('ACTIVE');
    await expect(protect(false)).resolves.toBeDefined();
  });
});

describe('a resource policy', () => {
  const deny = (table: string, statement: Record<string, unknown>): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', Principal: '*', Resource: [arn(table), `${arn(table)}/index/*`], ...statement },
      ],
    });
  const refused = { name: 'AccessDeniedException' };

  it('that a table is made with is in force at once, for reads, indexes and PartiQL too', async () => {
    const table = await createTable();
    const ResourcePolicy = deny(`table-${tables + 1}`, {
      Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PartiQL*'],
    });
    const closed = await createTable({ ResourcePolicy });
    const byKind = {
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': { S: 'x' } },
    };
    for (const command of [
      (TableName: string) => new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }),
      (TableName: string) => new QueryCommand({ TableName, ...byKind }),
      (TableName: string) =>
        new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}" WHERE id = 'a'` }),
    ]) {
      await expect(client.send(command(table) as GetItemCommand)).resolves.toBeDefined();
      await expect(client.send(command(closed) as GetItemCommand)).rejects.toMatchObject(refused);
    }
    await expect(put(closed, 'a', 1)).resolves.toBeDefined();
  });

  it('may say whom and what it does not mean', async () => {
    const next = `table-${tables + 1}`;
    const me = 'arn:aws:iam::123456789012:user/local';
    const except = await createTable({
      ResourcePolicy: deny(next, { Principal: undefined, NotPrincipal: { AWS: me }, Action: 'dynamodb:*' }),
    });
    await expect(put(except, 'a', 1)).resolves.toBeDefined();
    const readOnly = await createTable({
      ResourcePolicy: deny(`table-${tables + 1}`, { NotAction: ['dynamodb:GetItem'] }),
    });
    await expect(put(readOnly, 'a', 1)).rejects.toMatchObject(refused);
    await expect(
      client.send(new GetItemCommand({ TableName: readOnly, Key: { id: { S: 'a' } } })),
    ).resolves.toBeDefined();
  });

  it('is refused when it is none, and when it could not be enforced here', async () => {
    const table = await createTable();
    const attach = (Policy: string) =>
      client.send(new PutResourcePolicyCommand({ ResourceArn: arn(table), Policy }));
    await expect(attach('{')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      attach(deny(table, { Action: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })),
    ).rejects.toThrow('aws:SourceIp');
  });
});
