import { DescribeAlarmsCommand, GetDashboardCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { alarmsOn } from '../../table/alarms';
import { failed, ok, unless, warning, type Check, type Seen } from '../model';
import { liveTableOf } from '../facts';
import { deploy } from '../mends';
import { once, type Survey } from '../survey';

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
    mend: primary,
    async look(survey) {
      const watching = new Set(
        (await alarmsOn(survey.action, await liveTableOf(survey))).map(({ AlarmName }) => AlarmName),
      );
      return unless(
        OF_TABLE.map((what) => survey.names.alarm(what)).map(
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
    mend: primary,
    look: (survey) => exist(survey, OF_SERVICE),
  },
  {
    id: 'alarms/recoverability',
    title: 'Somebody is called when the service could not be recovered',
    severity: 'major',
    mend: primary,
    look: (survey) => exist(survey, OF_RECOVERY),
  },
  {
    id: 'alarms/queue',
    title: 'Somebody is called when sync jobs wait or fail',
    severity: 'minor',
    mend: primary,
    look: (survey) => exist(survey, OF_QUEUE),
  },
  {
    id: 'alarms/actions',
    title: 'Every alarm tells the topic of the people on call',
    severity: 'major',
    mend: primary,
    async look(survey) {
      const topic = topicArn(survey);
      const mute = (await readAlarms(survey)).filter(
        ({ ActionsEnabled, AlarmActions = [] }) => ActionsEnabled !== true || !AlarmActions.includes(topic),
      );
      return unless(
        mute.map(({ AlarmName = '' }) => `${AlarmName} tells nobody`),
        'all do',
        enableFix(survey, mute),
      );
    },
  },
  {
    id: 'alarms/subscribed',
    title: 'The people on call have confirmed that they want to be told',
    severity: 'critical',
    mend: (survey) =>
      `aws sns subscribe --topic-arn arn:aws:sns:${survey.settings.primary.region}:${survey.names.accountId}:${survey.names.alarmTopic} --protocol email --notification-endpoint ${survey.settings.alertEmail} --region ${survey.settings.primary.region}`,
    async look(survey) {
      const client = survey.primary.clients.topics;
      const confirmed: string[] = [];
      let pending = 0;
      for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn(survey) })) {
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
    mend: () => 'npx recover status',
    async look(survey) {
      const names = new Set(OF_RECOVERY.map((what) => survey.names.alarm(what)));
      const ringing = (await readAlarms(survey)).filter(
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
    mend: primary,
    async look(survey) {
      const { DashboardBody = '' } = await survey.primary.clients.cloudwatch.send(
        new GetDashboardCommand({ DashboardName: survey.names.dashboard }),
      );
      const live = await liveTableOf(survey);
      return DashboardBody.includes(`"${live}"`)
        ? ok(survey.names.dashboard)
        : warning(`${survey.names.dashboard} does not show ${live}`);
    },
  },
];

function topicArn({ names, primary: { target } }: Survey): string {
  return `arn:aws:sns:${target.region}:${names.accountId}:${names.alarmTopic}`;
}

function readAlarms(survey: Survey): Promise<MetricAlarm[]> {
  return once(survey, 'alarms', async () => {
    const { cloudwatch } = survey.primary.clients;
    // A page holds 100, several times what an environment has (CloudWatch API, DescribeAlarms).
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: `${survey.names.prefix}-`,
        AlarmTypes: ['MetricAlarm'],
        MaxRecords: 100,
      }),
    );
    return MetricAlarms;
  });
}

async function exist(survey: Survey, wanted: readonly string[]): Promise<Seen> {
  const names = new Set((await readAlarms(survey)).map(({ AlarmName }) => AlarmName));
  const missing = wanted.map((what) => survey.names.alarm(what)).filter((name) => !names.has(name));
  return unless(
    missing.map((name) => `there is no ${name}`),
    `${wanted.length} alarms`,
  );
}

function enableFix({ primary: { target } }: Survey, mute: readonly MetricAlarm[]) {
  const disabled = mute.filter(({ ActionsEnabled }) => ActionsEnabled === false);
  return disabled.length === 0
    ? undefined
    : `aws cloudwatch enable-alarm-actions --alarm-names ${disabled.map(({ AlarmName = '' }) => AlarmName).join(' ')} --region ${target.region}`;
}
