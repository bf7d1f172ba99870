import {
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
  CreateBackupVaultCommand,
  PutBackupVaultLockConfigurationCommand,
} from '@aws-sdk/client-backup';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateRepositoryCommand,
  PutImageCommand,
  PutReplicationConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { CreateReplicationGroupCommand } from '@aws-sdk/client-elasticache';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, EnableKeyRotationCommand } from '@aws-sdk/client-kms';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
} from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type ObjectLockRetentionMode,
} from '@aws-sdk/client-s3';
import { UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { workerRole } from '../../../../modules/access/worker';
import { policyDocument } from '../../../../modules/access/policy-document';
import { ROLE_PURPOSES, type BucketPurpose } from '../../../../settings/naming';
import type { RegionSurvey } from '../../../../scripts/recovery/readiness';
import { makeCopies } from './copies';

/** A manifest whose digest is the one of the drill's settings: what it says does not matter here. */
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 1, digest: 'sha256:0' },
  layers: [],
});

/**
 * Makes what the stacks make in peacetime beside what `furnish` makes: roles, keys, vaults, images, records and the
 * like, in both regions, as far as `recover doctor` looks at them.
 *
 * @returns digest of the image in both repositories
 */
export async function makePeacetime(primary: RegionSurvey, recovery: RegionSurvey): Promise<string> {
  const [digest] = await Promise.all([
    makeImages(primary, recovery),
    makeRoles(primary),
    makeKey(primary).then((key) => useKey(primary, key)),
    makeKey(recovery),
    makeBackups(primary, recovery),
    makeBuckets(primary, recovery).then(() => makeCopies(primary, recovery)),
    makeCacheAndQueues(primary),
    makeAlarms(primary),
    makeTraffic(primary, recovery),
  ]);
  return digest;
}

async function makeRoles({ clients: { iam }, target: { names } }: RegionSurvey): Promise<void> {
  for (const purpose of ROLE_PURPOSES) {
    await iam.send(
      new CreateRoleCommand({
        RoleName: names.role(purpose),
        AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
        MaxSessionDuration: purpose === 'recovery-operator' ? 14_400 : 3_600,
      }),
    );
  }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: names.role('worker'),
      PolicyName: names.role('worker'),
      PolicyDocument: policyDocument(workerRole(names).statements),
    }),
  );
  for (const what of ['read-settings', 'deploy-compute', 'deploy-data']) {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: names.policy(what),
        PolicyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:List*","Resource":"*"}]}',
      }),
    );
    const RoleName = names.role('recovery-operator');
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn ?? '' }));
  }
}

async function makeKey({ clients: { kms }, target: { names } }: RegionSurvey): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyId }));
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  return KeyMetadata?.Arn ?? '';
}

/** `furnish` names a key that does not exist. */
async function useKey({ clients, target: { names, settings } }: RegionSurvey, key: string): Promise<void> {
  await clients.dynamodb.send(
    new UpdateTableCommand({
      TableName: settings.table.primary.activeName,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    }),
  );
  for (const provider of settings.providers) {
    await clients.secrets.send(
      new UpdateSecretCommand({ SecretId: names.providerSecret(provider), KmsKeyId: key }),
    );
  }
}

async function makeImages(primary: RegionSurvey, recovery: RegionSurvey): Promise<string> {
  let digest = '';
  for (const { clients, target } of [primary, recovery]) {
    const repositoryName = target.names.imageRepository;
    await clients.ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));
    const { image } = await clients.ecr.send(
      new PutImageCommand({ repositoryName, imageManifest: MANIFEST, imageTag: 'release-1' }),
    );
    digest = image?.imageId?.imageDigest ?? '';
  }
  const { names } = primary.target;
  await primary.clients.ecr.send(
    new PutReplicationConfigurationCommand({
      replicationConfiguration: {
        rules: [
          {
            destinations: [{ region: recovery.target.region, registryId: names.accountId }],
            repositoryFilters: [{ filter: `${names.prefix}/`, filterType: 'PREFIX_MATCH' }],
          },
        ],
      },
    }),
  );
  return digest;
}

async function makeBackups(primary: RegionSurvey, recovery: RegionSurvey): Promise<void> {
  const { names } = primary.target;
  for (const { clients } of [primary, recovery]) {
    await clients.backup.send(new CreateBackupVaultCommand({ BackupVaultName: names.backupVault }));
    await clients.backup.send(
      new PutBackupVaultLockConfigurationCommand({
        BackupVaultName: names.backupVault,
        MinRetentionDays: 35,
      }),
    );
  }
  const { backup } = primary.clients;
  const { BackupPlanId } = await backup.send(
    new CreateBackupPlanCommand({
      BackupPlan: {
        BackupPlanName: names.backupPlan,
        Rules: ['daily', 'monthly'].map((RuleName) => ({
          RuleName,
          TargetBackupVaultName: names.backupVault,
          CopyActions: [{ DestinationBackupVaultArn: names.backupVaultArn(recovery.target.region) }],
        })),
      },
    }),
  );
  await backup.send(
    new CreateBackupSelectionCommand({
      BackupPlanId,
      BackupSelection: {
        SelectionName: names.backupPlan,
        IamRoleArn: names.roleArn('backup'),
        ListOfTags: [
          {
            ConditionType: 'STRINGEQUALS',
            ConditionKey: names.backupTag.key,
            ConditionValue: names.backupTag.value,
          },
        ],
      },
    }),
  );
}

async function makeBuckets(primary: RegionSurvey, recovery: RegionSurvey): Promise<void> {
  const { names, settings } = primary.target;
  const { vaultDays, auditDays } = settings.retention;
  for (const [site, stacks] of [
    [primary, ['identity', 'foundation-primary', 'primary', 'traffic']],
    [recovery, ['foundation-recovery']],
  ] as const) {
    await makeBucket(site, 'state');
    for (const kind of stacks) {
      await site.clients.s3.send(
        new PutObjectCommand({
          Bucket: names.bucket('state', site.target.region),
          Key: names.stateKey(names.stack(kind)),
          Body: '{}',
        }),
      );
    }
  }
  await makeBucket(recovery, 'exports', 'one by one');
  for (const purpose of ['changes', 'secrets'] as const) {
    await makeBucket(recovery, purpose, { mode: 'GOVERNANCE', days: vaultDays });
  }
  await makeBucket(recovery, 'audit', { mode: 'COMPLIANCE', days: auditDays });
}

async function makeBucket(
  { clients: { s3 }, target: { names, region } }: RegionSurvey,
  purpose: BucketPurpose,
  lock?: { readonly mode: ObjectLockRetentionMode; readonly days: number } | 'one by one',
): Promise<void> {
  const Bucket = names.bucket(purpose, region);
  const exists = await s3.send(new HeadBucketCommand({ Bucket })).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: lock !== undefined,
        ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }),
      }),
    );
  }
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    }),
  );
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  if (lock === undefined || lock === 'one by one') return;
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: lock.mode, Days: lock.days } },
      },
    }),
  );
}

async function makeCacheAndQueues({ clients, target: { names } }: RegionSurvey): Promise<void> {
  await clients.cache.send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId: names.cache,
      ReplicationGroupDescription: 'cache',
      NumCacheClusters: 2,
      MultiAZEnabled: true,
      AutomaticFailoverEnabled: true,
    }),
  );
  const common = { FifoQueue: 'true', MessageRetentionPeriod: String(14 * 86_400) };
  const { QueueUrl = '' } = await clients.queues.send(
    new CreateQueueCommand({ QueueName: names.deadLetterQueue, Attributes: common }),
  );
  const arn = `arn:aws:sqs:us-east-1:${names.accountId}:${QueueUrl.split('/').at(-1) ?? ''}`;
  await clients.queues.send(
    new CreateQueueCommand({
      QueueName: names.jobQueue,
      Attributes: {
        ...common,
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 5 }),
      },
    }),
  );
}

async function makeAlarms({ clients, target }: RegionSurvey): Promise<void> {
  const { names, settings } = target;
  const { TopicArn } = await clients.topics.send(new CreateTopicCommand({ Name: names.alarmTopic }));
  await clients.topics.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: settings.alertEmail }),
  );
  const more = [
    ...['slo-fast-burn', 'slo-slow-burn', 'api-server-errors', 'api-latency'],
    ...['pitr-off', 'vault-stale', 'writes-halted', 'jobs-waiting', 'dead-letters'],
  ];
  for (const what of more) {
    await clients.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: names.alarm(what),
        Namespace: names.metricNamespace,
        MetricName: what,
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: [TopicArn ?? ''],
      }),
    );
  }
}

async function makeTraffic(primary: RegionSurvey, recovery: RegionSurvey): Promise<void> {
  const { names, settings } = primary.target;
  const domainOf = (site: RegionSurvey) =>
    `d-${site.target.regionKind}.execute-api.${site.target.region}.amazonaws.com`;
  for (const { clients, target } of [primary, recovery]) {
    for (const [Name, Value] of [
      [names.apiDomainTargetParameter, domainOf({ clients, target })],
      [names.apiDomainZoneParameter, 'Z1UJRXOUMOOFQ8'],
    ]) {
      await clients.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
    }
  }
  const bucket = names.bucket('switch', recovery.target.region);
  await makeBucket(recovery, 'switch');
  await recovery.clients.s3.send(
    new PutBucketPolicyCommand({
      Bucket: bucket,
      Policy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: `arn:aws:s3:::${bucket}/${names.failoverSwitchKey}`,
          },
          { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${bucket}`] },
        ],
      }),
    }),
  );
  const { route53 } = primary.clients;
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: settings.domain.zone, CallerReference: 'zone' }),
  );
  const { HealthCheck } = await route53.send(
    new CreateHealthCheckCommand({
      CallerReference: 'switch',
      HealthCheckConfig: {
        Type: 'HTTPS',
        FullyQualifiedDomainName: `${bucket}.s3.${recovery.target.region}.amazonaws.com`,
        Port: 443,
        ResourcePath: `/${names.failoverSwitchKey}`,
        Inverted: true,
        RequestInterval: 10,
        FailureThreshold: 3,
      },
    }),
  );
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: HostedZone?.Id,
      ChangeBatch: {
        Changes: [primary, recovery].map((site) => ({
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: settings.domain.api,
            Type: 'A',
            SetIdentifier: site.target.regionKind,
            Failover: site.target.regionKind === 'primary' ? 'PRIMARY' : 'SECONDARY',
            AliasTarget: {
              DNSName: domainOf(site),
              HostedZoneId: 'Z1UJRXOUMOOFQ8',
              EvaluateTargetHealth: false,
            },
            ...(site.target.regionKind === 'primary' ? { HealthCheckId: HealthCheck?.Id } : {}),
          },
        })),
      },
    }),
  );
}
