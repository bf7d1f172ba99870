import {
  RegisterScalableTargetCommand,
  PutScalingPolicyCommand,
  type MetricType,
  type ScalableDimension,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import type { TableBilling } from '../../../settings';

/** The region's key, as its alias would resolve. */
export function keyArn({ region, names }: Target): string {
  return `arn:aws:kms:${region}:${names.accountId}:key/11111111-2222-3333-4444-555555555555`;
}

/** The table as `modules/metadata-table/generation.ts` describes it. */
export async function makeTable({ dynamodb, autoscaling }: Clients, target: Target, TableName: string) {
  const { names, settings } = target;
  const { billing } = settings.table;
  await dynamodb.send(new CreateTableCommand(schema(target, TableName)));
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
    }),
  );
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    }),
  );
  for (const IndexName of [undefined, names.reauthIndex, names.scheduleIndex]) {
    await dynamodb.send(
      new UpdateContributorInsightsCommand({
        TableName,
        ContributorInsightsAction: 'ENABLE',
        ...(IndexName === undefined ? {} : { IndexName }),
      }),
    );
    if (billing.mode === 'on-demand') continue;
    const resource = `table/${TableName}${IndexName === undefined ? '' : `/index/${IndexName}`}`;
    await scale({ autoscaling }, resource, billing);
  }
}

function schema(target: Target, TableName: string): CreateTableCommandInput {
  const { names, settings } = target;
  const { billing } = settings.table;
  const capacity =
    billing.mode === 'on-demand'
      ? {}
      : {
          ProvisionedThroughput: {
            ReadCapacityUnits: billing.read.min,
            WriteCapacityUnits: billing.write.min,
          },
        };
  const index = (IndexName: string, partition: string, sort: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' as const },
      { AttributeName: sort, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
    ...capacity,
  });
  return {
    TableName,
    BillingMode: billing.mode === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...capacity,
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['PK', 'SK', 'ReAuthStatus', 'SyncTierShardId', 'NextSyncTimestamp'].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' as const }),
    ),
    GlobalSecondaryIndexes: [
      index(names.reauthIndex, 'ReAuthStatus', 'PK'),
      index(names.scheduleIndex, 'SyncTierShardId', 'NextSyncTimestamp'),
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn(target) },
    DeletionProtectionEnabled: true,
    Tags: [
      { Key: names.backupTag.key, Value: names.backupTag.value },
      { Key: names.generationTag, Value: TableName === names.originalTable ? 'original' : 'restored' },
      // The provider's default tags (stacks/regional-setup.ts).
      { Key: 'syncwell:environment', Value: names.environment },
      { Key: 'syncwell:stack', Value: names.stack(target.regionKind) },
    ],
  };
}

/** As `modules/metadata-table/autoscaling.ts`. */
async function scale(
  { autoscaling }: Pick<Clients, 'autoscaling'>,
  ResourceId: string,
  billing: Extract<TableBilling, { mode: 'provisioned' }>,
): Promise<void> {
  const kind = ResourceId.includes('/index/') ? 'index' : 'table';
  for (const direction of ['read', 'write'] as const) {
    const unit = direction === 'read' ? 'Read' : 'Write';
    const scalable = {
      ServiceNamespace: 'dynamodb' as const,
      ResourceId,
      ScalableDimension: `dynamodb:${kind}:${unit}CapacityUnits` as ScalableDimension,
    };
    const { min: MinCapacity, max: MaxCapacity } = billing[direction];
    await autoscaling.send(new RegisterScalableTargetCommand({ ...scalable, MinCapacity, MaxCapacity }));
    await autoscaling.send(
      new PutScalingPolicyCommand({
        ...scalable,
        PolicyName: `DynamoDB${unit}CapacityUtilization:${ResourceId}`,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: billing.targetUtilization,
          PredefinedMetricSpecification: {
            PredefinedMetricType: `DynamoDB${unit}CapacityUtilization` as MetricType,
          },
        },
      }),
    );
  }
}
