import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { moveAlarms } from '../../../../scripts/recovery/table/alarms';
import type { DrillRecord, Survey } from '../../../../scripts/recovery/readiness';
import { isoTime } from '../../../../scripts/engine/clock';
import { refusal, told, type Fault, type Planted } from '../support/fault';

const SECRETS: readonly Fault[] = [
  {
    check: 'secrets/providers',
    when: 'one is about to be deleted',
    async plant({ primary, names }) {
      const SecretId = names.providerSecret('garmin');
      const { secrets } = primary.clients;
      await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 30 }));
      return { mend: () => secrets.send(new RestoreSecretCommand({ SecretId })) };
    },
  },
  {
    check: 'secrets/filled',
    when: 'one was never filled',
    plant: ({ primary, names }) =>
      told(primary, 'secrets', 'DescribeSecret', (output, { SecretId }) =>
        SecretId === names.providerSecret('strava') ? { ...output, VersionIdsToStages: {} } : output,
      ),
  },
  {
    check: 'secrets/key',
    when: "they are under AWS's key",
    plant: ({ primary }) =>
      told(primary, 'secrets', 'DescribeSecret', (output) => ({ ...output, KmsKeyId: undefined })),
  },
  {
    check: 'secrets/connections',
    when: 'a token is gone',
    plant: ({ primary }) =>
      told(primary, 'secrets', 'DescribeSecret', (_, { SecretId }) => {
        if (SecretId.startsWith('arn:')) throw refusal('ResourceNotFoundException');
      }),
  },
  {
    check: 'secrets/in-region',
    when: 'a pointer leads to the other region',
    also: ['secrets/connections'],
    plant: ({ primary }) =>
      told(primary, 'dynamodb', 'Scan', ({ Items, ...output }) => ({
        ...output,
        Items: Items.map((item: { CredentialArn?: { S: string } }) =>
          item.CredentialArn === undefined
            ? item
            : { CredentialArn: { S: item.CredentialArn.S.replace('us-east-1', 'us-west-2') } },
        ),
      })),
  },
];

async function withoutAlarm({ primary, names }: Survey, what: string): Promise<Planted> {
  const { cloudwatch } = primary.clients;
  const AlarmNames = [names.alarm(what)];
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
  await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames }));
  const { AlarmName, Namespace, MetricName, Statistic, Period, AlarmActions, ComparisonOperator } =
    MetricAlarms[0] ?? {};
  const definition = {
    AlarmName,
    Namespace,
    MetricName,
    Statistic,
    Period,
    AlarmActions,
    ComparisonOperator,
  };
  return {
    mend: () =>
      cloudwatch.send(new PutMetricAlarmCommand({ ...definition, Threshold: 0, EvaluationPeriods: 1 })),
  };
}

const ALARMS: readonly Fault[] = [
  {
    check: 'alarms/table',
    when: 'they watch another table',
    also: ['alarms/dashboard'],
    async plant({ action }) {
      const [from, to] = ['SyncWellMetadata', 'SyncWellMetadata-restored-2026-01-01'];
      await moveAlarms(action, { from, to });
      return { mend: () => moveAlarms(action, { from: to, to: from }) };
    },
  },
  {
    check: 'alarms/service',
    when: 'nobody watches the latency',
    plant: (world) => withoutAlarm(world, 'api-latency'),
  },
  {
    check: 'alarms/recoverability',
    when: 'nobody watches the vault',
    plant: (world) => withoutAlarm(world, 'vault-stale'),
  },
  {
    check: 'alarms/queue',
    when: 'nobody watches the jobs',
    plant: (world) => withoutAlarm(world, 'jobs-waiting'),
  },
  {
    check: 'alarms/actions',
    when: 'one was silenced',
    plant: ({ primary }) =>
      told(primary, 'cloudwatch', 'DescribeAlarms', ({ MetricAlarms, ...output }) => ({
        ...output,
        MetricAlarms: MetricAlarms.map((alarm: object, position: number) =>
          position === 0 ? { ...alarm, ActionsEnabled: false } : alarm,
        ),
      })),
  },
  {
    check: 'alarms/subscribed',
    when: 'the mailbox never answered',
    plant: ({ primary }) =>
      told(primary, 'topics', 'ListSubscriptionsByTopic', ({ Subscriptions, ...output }) => ({
        ...output,
        Subscriptions: Subscriptions.map((one: object) => ({
          ...one,
          SubscriptionArn: 'PendingConfirmation',
        })),
      })),
  },
  {
    check: 'alarms/quiet',
    when: 'the vault is stale',
    async plant({ primary, names }) {
      const ring = (StateValue: 'ALARM' | 'OK') =>
        primary.clients.cloudwatch.send(
          new SetAlarmStateCommand({ AlarmName: names.alarm('vault-stale'), StateValue, StateReason: 'old' }),
        );
      await ring('ALARM');
      return { mend: () => ring('OK') };
    },
  },
  {
    check: 'alarms/dashboard',
    when: 'it shows nothing',
    state: 'warning',
    plant: ({ primary }) =>
      told(primary, 'cloudwatch', 'GetDashboard', (output) => ({ ...output, DashboardBody: '{}' })),
  },
];

function recordsAs({ primary }: Survey, edit: (records: any[]) => any[]): Planted {
  return told(primary, 'route53', 'ListResourceRecordSets', ({ ResourceRecordSets, ...output }) => ({
    ...output,
    ResourceRecordSets: edit(ResourceRecordSets),
  }));
}

const TRAFFIC: readonly Fault[] = [
  {
    check: 'traffic/domain-primary',
    when: 'where it points was not published',
    async plant({ primary, names }) {
      const Name = names.apiDomainZoneParameter;
      const { ssm } = primary.clients;
      await ssm.send(new DeleteParameterCommand({ Name }));
      return {
        mend: () => ssm.send(new PutParameterCommand({ Name, Value: 'Z1UJRXOUMOOFQ8', Type: 'String' })),
      };
    },
  },
  {
    check: 'traffic/domain-recovery',
    when: 'no name waits there',
    plant: ({ recovery }) =>
      told(recovery, 'ssm', 'GetParameters', (output) => ({ ...output, Parameters: [] })),
  },
  {
    check: 'traffic/records',
    when: 'there is none for the recovery region',
    plant: (world) =>
      recordsAs(world, (records) => records.filter(({ Failover }) => Failover !== 'SECONDARY')),
  },
  {
    check: 'traffic/targets',
    when: 'one points to a name of long ago',
    plant: (world) =>
      recordsAs(world, (records) =>
        records.map((record) =>
          record.Failover === 'SECONDARY' ? { ...record, AliasTarget: { DNSName: 'd-old.' } } : record,
        ),
      ),
  },
  {
    check: 'traffic/health-check',
    when: 'the absence of the switch counts as a failure',
    plant: ({ primary }) =>
      told(primary, 'route53', 'ListHealthChecks', ({ HealthChecks, ...output }) => ({
        ...output,
        HealthChecks: HealthChecks.map((check: { HealthCheckConfig: object }) => ({
          ...check,
          HealthCheckConfig: { ...check.HealthCheckConfig, Inverted: false },
        })),
      })),
  },
  {
    check: 'traffic/switch-bucket',
    when: 'everything in it is public',
    async plant({ recovery, names }) {
      const { s3 } = recovery.clients;
      const Bucket = names.bucket('switch', recovery.target.region);
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      await s3.send(
        new PutBucketPolicyCommand({ Bucket, Policy: Policy.replace(names.failoverSwitchKey, '*') }),
      );
      return { mend: () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy })) };
    },
  },
  {
    check: 'traffic/switch-open',
    when: 'the switch was left on',
    state: 'warning',
    async plant({ recovery, names }) {
      const { s3 } = recovery.clients;
      const place = {
        Bucket: names.bucket('switch', recovery.target.region),
        Key: names.failoverSwitchKey,
      };
      await s3.send(new PutObjectCommand({ ...place, Body: '' }));
      return { mend: () => s3.send(new DeleteObjectCommand(place)) };
    },
  },
];

function drilled(edit: (drill: DrillRecord) => DrillRecord): (world: Survey) => Planted {
  return ({ drills }) => ({ change: { drills: drills.map(edit) } });
}

const DRILLS: readonly Fault[] = [
  {
    check: 'drills/data-corruption',
    when: 'the last one was half a year ago',
    plant: ({ drills, clock }) => ({
      change: {
        drills: drills.map((drill) =>
          drill.scenario === 'data-corruption'
            ? { ...drill, time: isoTime(clock.now() - 180 * 86_400_000) }
            : drill,
        ),
      },
    }),
  },
  {
    check: 'drills/regional-outage',
    when: 'there never was one',
    plant: ({ drills }) => ({
      change: { drills: drills.filter(({ scenario }) => scenario !== 'regional-outage') },
    }),
  },
  {
    check: 'drills/last-passed',
    when: 'it failed',
    plant: ({ drills }) => ({
      change: { drills: [...drills, { ...drills[0]!, passed: false }] },
    }),
  },
  {
    check: 'drills/objective',
    when: 'it took five hours',
    plant: drilled((drill) => ({ ...drill, recoveryTimeMinutes: 300 })),
  },
];

const LOCAL: readonly Fault[] = [
  { check: 'local/node', when: 'it is too old', plant: () => ({ change: { node: '18.19.0' } }) },
  {
    check: 'local/terraform',
    when: 'it is not installed',
    plant: () => ({ change: { env: { PATH: '/nonexistent' } } }),
  },
  {
    check: 'local/incidents-folder',
    when: 'it cannot be written',
    plant: () => ({ change: { incidentsFolder: '/dev/null/incidents' } }),
  },
];

export const SECRETS_TO_LOCAL: readonly Fault[] = [...SECRETS, ...ALARMS, ...TRAFFIC, ...DRILLS, ...LOCAL];
