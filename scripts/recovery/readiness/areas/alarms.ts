import { DescribeAlarmsCommand, GetDashboardCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { alarmsOn } from '../../table/alarms';
import { failed, ok, unless, warning, type Check, type Seen } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld } from '../world';
import { liveTable } from './table';

const primary = deploy('primary');

const OF_TABLE = ['table-read-throttles', 'table-write-throttles', 'table-system-errors'];
const OF_SERVICE = [
  'slo-fast-burn',
  'slo-slow-burn',
  'api-server-errors',
  'api-latency',
  'workers-unhealthy',
];
const OF_RECOVERY = ['pitr-off', 'vault-stale', 'writes-halted'];
const OF_QUEUE = ['jobs-waiting', 'dead-letters'];

/** What wakes somebody up, and tells the person what the service does. */
export const ALARMS: readonly Check[] = [
  {
    id: 'alarms/table',
    title: 'The alarms of the table watch the live one',
    severity: 'major',
    fix: primary,
    async check(world) {
      const watching = new Set(
        (await alarmsOn(world.action, await liveTable(world))).map(({ AlarmName }) => AlarmName),
      );
      return unless(
        OF_TABLE.map((what) => world.names.alarm(what)).map(
          (name) => !watching.has(name) && `${name} does not watch it`,
        ),
        'all three do',
      );
    },
  },
  {
    id: 'alarms/service',
    title: 'Somebody is called when users are not served',
    severity: 'major',
    fix: primary,
    check: (world) => exist(world, OF_SERVICE),
  },
  {
    id: 'alarms/recoverability',
    title: 'Somebody is called when the service could not be recovered',
    severity: 'major',
    fix: primary,
    check: (world) => exist(world, OF_RECOVERY),
  },
  {
    id: 'alarms/queue',
    title: 'Somebody is called when sync jobs wait or fail',
    severity: 'minor',
    fix: primary,
    check: (world) => exist(world, OF_QUEUE),
  },
  {
    id: 'alarms/actions',
    title: 'Every alarm tells the topic of the people on call',
    severity: 'major',
    fix: primary,
    async check(world) {
      const topic = topicArn(world);
      const mute = (await readAlarms(world)).filter(
        ({ ActionsEnabled, AlarmActions = [] }) => ActionsEnabled !== true || !AlarmActions.includes(topic),
      );
      return unless(
        mute.map(({ AlarmName = '' }) => `${AlarmName} tells nobody`),
        'all do',
        enableFix(world, mute),
      );
    },
  },
  {
    id: 'alarms/subscribed',
    title: 'The people on call have confirmed that they want to be told',
    severity: 'critical',
    fix: (world) =>
      `aws sns subscribe --topic-arn arn:aws:sns:${world.settings.primary.region}:${world.names.accountId}:${world.names.alarmTopic} --protocol email --notification-endpoint ${world.settings.alertEmail} --region ${world.settings.primary.region}`,
    async check(world) {
      const client = world.primary.clients.topics;
      const confirmed: string[] = [];
      let pending = 0;
      for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn(world) })) {
        for (const { SubscriptionArn = '', Endpoint = '' } of page.Subscriptions ?? []) {
          // Until it is confirmed, a subscription has no ARN but a word (Amazon SNS API reference).
          if (SubscriptionArn.startsWith('arn:')) confirmed.push(Endpoint);
          else pending += 1;
        }
      }
      if (confirmed.length > 0) return ok(confirmed.join(', '));
      return failed(pending > 0 ? 'the subscription was never confirmed' : 'the topic has no subscriber');
    },
  },
  {
    id: 'alarms/quiet',
    title: 'No alarm on recoverability rings',
    severity: 'major',
    fix: () => 'npx recover status',
    async check(world) {
      const names = new Set(OF_RECOVERY.map((what) => world.names.alarm(what)));
      const ringing = (await readAlarms(world)).filter(
        ({ AlarmName = '', StateValue }) => names.has(AlarmName) && StateValue === 'ALARM',
      );
      return unless(
        ringing.map(({ AlarmName = '', StateReason = '' }) => `${AlarmName}: ${StateReason}`),
        'all is quiet',
      );
    },
  },
  {
    id: 'alarms/dashboard',
    title: 'The dashboard shows the live table',
    severity: 'minor',
    fix: primary,
    async check(world) {
      const { DashboardBody = '' } = await world.primary.clients.cloudwatch.send(
        new GetDashboardCommand({ DashboardName: world.names.dashboard }),
      );
      const live = await liveTable(world);
      return DashboardBody.includes(`"${live}"`)
        ? ok(world.names.dashboard)
        : warning(`${world.names.dashboard} does not show ${live}`);
    },
  },
];

function topicArn({ names, primary: { target } }: ReadinessWorld): string {
  return `arn:aws:sns:${target.region}:${names.accountId}:${names.alarmTopic}`;
}

function readAlarms(world: ReadinessWorld): Promise<MetricAlarm[]> {
  return once(world, 'alarms', async () => {
    const { cloudwatch } = world.primary.clients;
    // A page holds 100, several times what an environment has (CloudWatch API, DescribeAlarms).
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: `${world.names.prefix}-`,
        AlarmTypes: ['MetricAlarm'],
        MaxRecords: 100,
      }),
    );
    return MetricAlarms;
  });
}

async function exist(world: ReadinessWorld, wanted: readonly string[]): Promise<Seen> {
  const names = new Set((await readAlarms(world)).map(({ AlarmName }) => AlarmName));
  const missing = wanted.map((what) => world.names.alarm(what)).filter((name) => !names.has(name));
  return unless(
    missing.map((name) => `there is no ${name}`),
    `${wanted.length} alarms`,
  );
}

function enableFix({ primary: { target } }: ReadinessWorld, mute: readonly MetricAlarm[]) {
  const disabled = mute.filter(({ ActionsEnabled }) => ActionsEnabled === false);
  return disabled.length === 0
    ? undefined
    : `aws cloudwatch enable-alarm-actions --alarm-names ${disabled.map(({ AlarmName = '' }) => AlarmName).join(' ')} --region ${target.region}`;
}
