import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type MetricAlarm,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Region } from '../../../settings/regions';
import type { Action } from '../../../scripts/recovery/aws/action';
import { moveAlarms } from '../../../scripts/recovery/table/alarms';
import { TestCloud } from '../support/service';

const FROM = 'SyncWellMetadata';
const TO = 'SyncWellMetadata-restored-2026-01-31';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start(1);
}, 120_000);
afterAll(() => cloud.stop());

const put = (action: Action, AlarmName: string, input: Partial<PutMetricAlarmCommandInput>) =>
  action.clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      ...input,
      AlarmName,
    }),
  );

const throttles = (table: string): Partial<PutMetricAlarmCommandInput> => ({
  AlarmDescription: 'reads are throttled',
  ActionsEnabled: false,
  AlarmActions: ['arn:aws:sns:us-east-1:123456789012:syncwell-drill-alarms'],
  OKActions: ['arn:aws:sns:us-east-1:123456789012:syncwell-drill-alarms'],
  DatapointsToAlarm: 2,
  TreatMissingData: 'notBreaching',
  Metrics: [
    { Id: 'total', Expression: 'SUM(FILL(METRICS(), 0))', Label: 'ReadThrottleEvents', ReturnData: true },
    ...[undefined, 'ReAuthStatusIndex'].map((index, position) => ({
      Id: `source${position}`,
      ReturnData: false,
      MetricStat: {
        Period: 60,
        Stat: 'Sum',
        Metric: {
          Namespace: 'AWS/DynamoDB',
          MetricName: 'ReadThrottleEvents',
          Dimensions: [
            { Name: 'TableName', Value: table },
            ...(index === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: index }]),
          ],
        },
      },
    })),
  ],
});

async function alarm({ clients }: Action, name: string): Promise<MetricAlarm> {
  const { MetricAlarms } = await clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms![0]!;
}

/** What an alarm is, without what it just saw. */
function definition(one: MetricAlarm) {
  return Object.fromEntries(Object.entries(one).filter(([field]) => !/^State|Timestamp$/.test(field)));
}

const inNewRegion = (() => {
  const regions: Region[] = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'us-east-2'];
  return () => cloud.actionIn(regions.shift()!);
})();

it('moves every metric of a metric-math alarm and changes nothing else of it', async () => {
  const action = inNewRegion();
  const name = action.target.names.alarm('table-read-throttles');
  await put(action, name, { ...throttles(FROM), Tags: [{ Key: 'owner', Value: 'terraform' }] });
  const before = await alarm(action, name);
  expect(await moveAlarms(action, { from: FROM, to: TO })).toEqual([name]);
  const after = await alarm(action, name);
  const expected = JSON.parse(JSON.stringify(definition(before)).replaceAll(`"${FROM}"`, `"${TO}"`));
  expect(JSON.parse(JSON.stringify(definition(after)))).toEqual(expected);
  expect(JSON.stringify(after)).not.toContain(`"${FROM}"`);
  const { Tags } = await action.clients.cloudwatch.send(
    new ListTagsForResourceCommand({ ResourceARN: after.AlarmArn }),
  );
  expect(Tags).toEqual([{ Key: 'owner', Value: 'terraform' }]);
});

it('moves an alarm on one metric', async () => {
  const action = inNewRegion();
  const name = action.target.names.alarm('one-metric');
  await put(action, name, {
    Namespace: 'AWS/DynamoDB',
    MetricName: 'SystemErrors',
    Statistic: 'Sum',
    Period: 60,
    Dimensions: [
      { Name: 'TableName', Value: FROM },
      { Name: 'Operation', Value: 'GetItem' },
    ],
  });
  await moveAlarms(action, { from: FROM, to: TO });
  expect((await alarm(action, name)).Dimensions).toEqual(
    expect.arrayContaining([
      { Name: 'TableName', Value: TO },
      { Name: 'Operation', Value: 'GetItem' },
    ]),
  );
});

it('leaves other tables and other environments alone, whatever their names start with', async () => {
  const action = inNewRegion();
  const { names } = action.target;
  const others = {
    [names.alarm('other-table')]: throttles('SyncWellMetadata-restored-2025-12-24'),
    [`${names.prefix}2-table-read-throttles`]: throttles(FROM),
    'somebody-elses': throttles(FROM),
  };
  for (const [AlarmName, input] of Object.entries(others)) await put(action, AlarmName, input);
  expect(await moveAlarms(action, { from: FROM, to: TO })).toEqual([]);
});

it('finds alarms beyond the first page, and nothing to do the second time', async () => {
  const action = inNewRegion();
  const alarms = Array.from({ length: 105 }, (_, index) => action.target.names.alarm(`bulk-${index}`));
  for (const AlarmName of alarms) await put(action, AlarmName, throttles(FROM));
  expect((await moveAlarms(action, { from: FROM, to: TO })).sort()).toEqual(alarms.sort());
  expect(await moveAlarms(action, { from: FROM, to: TO })).toEqual([]);
});

it('makes the dashboard show the other table, in its metrics and headings', async () => {
  const action = inNewRegion();
  const DashboardName = action.target.names.dashboard;
  const body = (table: string) => ({
    widgets: [
      { type: 'text', properties: { markdown: `## Live table ${table}` } },
      {
        type: 'metric',
        properties: { metrics: [['AWS/DynamoDB', 'ReadThrottleEvents', 'TableName', table]] },
      },
      { type: 'metric', properties: { metrics: [['AWS/SQS', 'Age', 'QueueName', 'SyncWellMetadata2']] } },
    ],
  });
  await action.clients.cloudwatch.send(
    new PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify(body(FROM)) }),
  );
  expect(await moveAlarms(action, { from: FROM, to: TO })).toEqual([DashboardName]);
  const { DashboardBody } = await action.clients.cloudwatch.send(new GetDashboardCommand({ DashboardName }));
  expect(JSON.parse(DashboardBody!)).toEqual(body(TO));
  expect(await moveAlarms(action, { from: FROM, to: TO })).toEqual([]);
  expect(await moveAlarms(action, { from: TO, to: FROM })).toEqual([DashboardName]);
});
