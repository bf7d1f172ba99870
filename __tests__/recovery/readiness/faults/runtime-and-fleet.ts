import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { PutImageTagMutabilityCommand, PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import {
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { Survey, RegionSurvey } from '../../../../scripts/recovery/readiness';
import { refused, told, type Fault, type Planted } from '../support/fault';

async function scalingAs({ primary, names }: Survey, change: object, back: object): Promise<Planted> {
  const register = (what: object) =>
    primary.clients.autoscaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'ecs',
        ResourceId: `service/${names.cluster}/${names.service}`,
        ScalableDimension: 'ecs:service:DesiredCount',
        ...what,
      }),
    );
  await register(change);
  return { mend: () => register(back) };
}

function withoutImage(site: RegionSurvey): Planted {
  return refused(site, 'ecr', 'DescribeImages', 'ImageNotFoundException');
}

/** A quota of AWS, lower than it is. */
function quotaOf(site: RegionSurvey, code: string): Planted {
  return told(site, 'quotas', 'GetAWSDefaultServiceQuota', ({ Quota, ...output }, { QuotaCode }) => ({
    ...output,
    Quota: QuotaCode === code ? { ...Quota, Value: 1 } : Quota,
  }));
}

async function queueUrl({ primary }: Survey, QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await primary.clients.queues.send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

const RUNTIME: readonly Fault[] = [
  {
    check: 'runtime/place',
    when: 'the application is there twice',
    also: ['runtime/strategy', 'runtime/no-monitor', 'runtime/validator', 'runtime/idle', 'runtime/features'],
    plant: ({ primary }) =>
      told(primary, 'appconfig', 'ListApplications', ({ Items, ...output }) => ({
        ...output,
        Items: [...Items, ...Items],
      })),
  },
  {
    check: 'runtime/pointer',
    when: 'what is served is no pointer',
    // Everything that is about the live table.
    also: [
      ...['active', 'deletion-protection', 'encryption', 'stream', 'indexes', 'time-to-live', 'tags'].map(
        (what) => `table/${what}`,
      ),
      ...['capacity', 'insights', 'known-settings', 'writes', 'old-generations'].map(
        (what) => `table/${what}`,
      ),
      ...['point-in-time', 'days', 'recovery-point', 'history'].map((what) => `backups/${what}`),
      ...['state/interlock', 'secrets/connections', 'secrets/in-region', 'alarms/table', 'alarms/dashboard'],
      'vault/settings',
    ],
    plant: ({ primary }) =>
      told(primary, 'appconfigdata', 'GetLatestConfiguration', (output) => ({
        ...output,
        Configuration: { transformToString: () => '{}' },
      })),
  },
  {
    check: 'runtime/strategy',
    when: 'it bakes for ten minutes',
    plant: ({ primary }) =>
      told(primary, 'appconfig', 'GetDeploymentStrategy', (output) => ({
        ...output,
        FinalBakeTimeInMinutes: 10,
      })),
  },
  {
    check: 'runtime/no-monitor',
    when: 'an alarm watches the environment of the pointer',
    plant: ({ primary }) =>
      told(primary, 'appconfig', 'GetEnvironment', (output) => ({
        ...output,
        Monitors: [{ AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:red' }],
      })),
  },
  {
    check: 'runtime/validator',
    when: 'any document would be taken',
    plant: ({ primary }) =>
      told(primary, 'appconfig', 'GetConfigurationProfile', (output) => ({ ...output, Validators: [] })),
  },
  {
    check: 'runtime/idle',
    when: 'a deployment is baking',
    state: 'warning',
    plant: ({ primary }) =>
      told(primary, 'appconfig', 'ListDeployments', ({ Items, ...output }) => ({
        ...output,
        Items: [{ DeploymentNumber: 9, State: 'BAKING' }, ...Items],
      })),
  },
  {
    check: 'runtime/features',
    when: 'there is no environment for flags',
    plant: ({ primary, names }) =>
      told(primary, 'appconfig', 'ListEnvironments', ({ Items, ...output }) => ({
        ...output,
        Items: Items.filter(({ Name }: { Name: string }) => Name !== names.configEnvironment.features),
      })),
  },
];

const FLEET: readonly Fault[] = [
  {
    check: 'fleet/service',
    when: 'one task of three runs',
    plant: ({ primary }) =>
      told(primary, 'ecs', 'DescribeServices', ({ services, ...output }) => ({
        ...output,
        services: services.map((service: object) => ({ ...service, runningCount: 1 })),
      })),
  },
  {
    check: 'fleet/scaling',
    when: 'it may grow further than the settings say',
    plant: (world) => scalingAs(world, { MaxCapacity: 9 }, { MaxCapacity: 6 }),
  },
  {
    check: 'fleet/not-suspended',
    when: 'it was left suspended',
    plant: (world) =>
      scalingAs(
        world,
        { SuspendedState: { DynamicScalingOutSuspended: true } },
        { SuspendedState: { DynamicScalingOutSuspended: false } },
      ),
  },
  {
    check: 'fleet/task-image',
    when: 'they run what a tag points to',
    plant: ({ primary }) =>
      told(primary, 'ecs', 'DescribeTaskDefinition', ({ taskDefinition, ...output }) => ({
        ...output,
        taskDefinition: { ...taskDefinition, containerDefinitions: [{ image: 'worker:latest' }] },
      })),
  },
  {
    check: 'fleet/image-primary',
    when: 'it was deleted',
    plant: ({ primary }) => withoutImage(primary),
  },
  {
    check: 'fleet/image-recovery',
    when: 'it was never replicated',
    plant: ({ recovery }) => withoutImage(recovery),
  },
  {
    check: 'fleet/image-replication',
    when: 'images go to another region',
    async plant({ primary, recovery, names }) {
      const replicate = (region: string) =>
        primary.clients.ecr.send(
          new PutReplicationConfigurationCommand({
            replicationConfiguration: {
              rules: [{ destinations: [{ region, registryId: names.accountId }] }],
            },
          }),
        );
      await replicate('eu-west-1');
      return { mend: () => replicate(recovery.target.region) };
    },
  },
  {
    check: 'fleet/immutable-images',
    when: 'tags can be moved in the recovery region',
    async plant({ recovery, names }) {
      const tags = (imageTagMutability: 'MUTABLE' | 'IMMUTABLE') =>
        recovery.clients.ecr.send(
          new PutImageTagMutabilityCommand({ repositoryName: names.imageRepository, imageTagMutability }),
        );
      await tags('MUTABLE');
      return { mend: () => tags('IMMUTABLE') };
    },
  },
  {
    check: 'fleet/cache',
    when: 'it does not fail over',
    plant: ({ primary }) =>
      told(primary, 'cache', 'DescribeReplicationGroups', ({ ReplicationGroups, ...output }) => ({
        ...output,
        ReplicationGroups: ReplicationGroups.map((group: object) => ({
          ...group,
          AutomaticFailover: 'disabled',
        })),
      })),
  },
  {
    check: 'fleet/job-queue',
    when: 'jobs are kept for four days',
    async plant(world) {
      const QueueUrl = await queueUrl(world, world.names.jobQueue);
      const keep = (days: number) =>
        world.primary.clients.queues.send(
          new SetQueueAttributesCommand({
            QueueUrl,
            Attributes: { MessageRetentionPeriod: String(days * 86_400) },
          }),
        );
      await keep(4);
      return { mend: () => keep(14) };
    },
  },
  {
    check: 'fleet/dead-letters',
    when: 'a job was put aside',
    state: 'warning',
    async plant(world) {
      const { queues } = world.primary.clients;
      const QueueUrl = await queueUrl(world, world.names.deadLetterQueue);
      await queues.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'job',
          MessageGroupId: 'user',
          MessageDeduplicationId: 'job',
        }),
      );
      return { mend: () => queues.send(new PurgeQueueCommand({ QueueUrl })) };
    },
  },
];

const RECOVERY_QUOTAS = [
  ['networks', 'L-F678F1CE'],
  ['addresses', 'L-0263D0A3'],
  ['endpoints', 'L-29B6F2EB'],
  ['table-reads', 'L-CF0CBE56'],
  ['table-writes', 'L-AB614373'],
  ['secrets', 'L-2F66C23C'],
] as const;

const QUOTAS: readonly Fault[] = [
  {
    check: 'quotas/fargate-recovery',
    when: 'the fleet may grow to more tasks than are allowed',
    plant: ({ settings }) => {
      const fleet = { ...settings.recovery.fleet, maxTasks: 60 };
      return { change: { settings: { ...settings, recovery: { ...settings.recovery, fleet } } } };
    },
  },
  {
    check: 'quotas/fargate-primary',
    when: 'one vCPU is allowed',
    plant: ({ primary }) => quotaOf(primary, 'L-3032A538'),
  },
  ...RECOVERY_QUOTAS.map(([what, code]): Fault => ({
    check: `quotas/${what}`,
    when: 'one is allowed',
    plant: ({ recovery }) => quotaOf(recovery, code),
  })),
];

export const RUNTIME_AND_FLEET: readonly Fault[] = [...RUNTIME, ...FLEET, ...QUOTAS];
