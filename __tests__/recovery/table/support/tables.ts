import {
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableDimension,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  EnableKinesisStreamingDestinationCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../../scripts/recovery/aws/action';

export const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
export const KINESIS_ARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/audit';
export const INDEXES = ['ReAuthStatusIndex', 'SyncTierScheduleIndex'];

type Billing = 'on-demand' | 'provisioned';

/** A table with a key and nothing else, from whose first second on it can be restored. */
export async function createPlainTable({ clients }: Action, TableName: string): Promise<void> {
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await clients.dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
}

/** A table with a value other than the default in every setting. */
export async function createFurnishedTable(action: Action, name: string, billing: Billing): Promise<void> {
  await createIndexedTable(action, name, billing);
  await furnish(action, name);
  if (billing === 'provisioned') await scale(action, name);
}

async function createIndexedTable({ clients }: Action, TableName: string, billing: Billing): Promise<void> {
  const provisioned = billing === 'provisioned';
  const throughput = (units: number) =>
    provisioned
      ? { ProvisionedThroughput: { ReadCapacityUnits: units, WriteCapacityUnits: units * 2 } }
      : { OnDemandThroughput: { MaxReadRequestUnits: units * 100, MaxWriteRequestUnits: units * 50 } };
  const index = (IndexName: string, hash: string, units: number) => ({
    IndexName,
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' as const },
      { AttributeName: 'PK', KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
    ...throughput(units),
  });
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['PK', 'SK', 'ReAuthStatus', 'SyncTierShardId', 'CreatedAt'].map(
        (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
      ),
      BillingMode: provisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST',
      ...throughput(10),
      GlobalSecondaryIndexes: [
        index('SyncTierScheduleIndex', 'SyncTierShardId', 7),
        index('ReAuthStatusIndex', 'ReAuthStatus', 5),
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'CreatedAtIndex',
          KeySchema: [
            { AttributeName: 'PK', KeyType: 'HASH' },
            { AttributeName: 'CreatedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY_ARN },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      DeletionProtectionEnabled: true,
      WarmThroughput: { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 8_000 },
      Tags: [
        { Key: 'syncwell:backup', Value: 'drill' },
        { Key: 'syncwell:generation', Value: 'original' },
      ],
    }),
  );
}

async function furnish({ clients: { dynamodb } }: Action, TableName: string): Promise<void> {
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 30 },
    }),
  );
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    }),
  );
  await dynamodb.send(
    new EnableKinesisStreamingDestinationCommand({
      TableName,
      StreamArn: KINESIS_ARN,
      EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    }),
  );
  for (const IndexName of [undefined, ...INDEXES]) {
    await dynamodb.send(
      new UpdateContributorInsightsCommand({ TableName, IndexName, ContributorInsightsAction: 'ENABLE' }),
    );
  }
  await dynamodb.send(
    new PutResourcePolicyCommand({ ResourceArn: arnOf(TableName), Policy: policyOf(TableName) }),
  );
}

async function scale({ clients: { autoscaling } }: Action, table: string): Promise<void> {
  const places = [
    [`table/${table}`, 'table'],
    ...INDEXES.map((index) => [`table/${table}/index/${index}`, 'index']),
  ];
  for (const [ResourceId, kind] of places) {
    for (const direction of ['Read', 'Write']) {
      const target = {
        ServiceNamespace: 'dynamodb' as const,
        ResourceId,
        ScalableDimension: `dynamodb:${kind}:${direction}CapacityUnits` as ScalableDimension,
      };
      await autoscaling.send(
        new RegisterScalableTargetCommand({ ...target, MinCapacity: 5, MaxCapacity: 50 }),
      );
      await autoscaling.send(
        new PutScalingPolicyCommand({
          ...target,
          PolicyName: `DynamoDB${direction}CapacityUtilization:${ResourceId}`,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 70,
            PredefinedMetricSpecification: {
              PredefinedMetricType: `DynamoDB${direction as 'Read'}CapacityUtilization`,
            },
          },
        }),
      );
    }
  }
}

export function arnOf(table: string): string {
  return `arn:aws:dynamodb:us-east-1:123456789012:table/${table}`;
}

/** A policy that names the table and what belongs to it. */
export function policyOf(table: string): string {
  const statement = {
    Sid: 'Readers',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::210987654321:role/analytics' },
    Action: 'dynamodb:Query',
    Resource: [arnOf(table), `${arnOf(table)}/index/*`],
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export async function putItem({ clients }: Action, TableName: string, key: string, value: string) {
  await clients.dynamodb.send(
    new PutItemCommand({ TableName, Item: { PK: { S: key }, SK: { S: key }, value: { S: value } } }),
  );
}

/** Values by key. */
export async function contentOf({ clients }: Action, TableName: string): Promise<Record<string, string>> {
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Object.fromEntries(Items.map(({ PK, value }) => [PK?.S ?? '', value?.S ?? '']));
}

/** The next whole second of the cloud, once it has begun: what was written before belongs to it. */
export async function nextSecond({ clock }: Action): Promise<string> {
  const second = Math.ceil(clock.now() / 1000) * 1000;
  while (clock.now() <= second) await clock.sleep(1000);
  return new Date(second).toISOString();
}
