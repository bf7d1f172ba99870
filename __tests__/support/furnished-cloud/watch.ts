import {
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { dashboardBody } from '../../../modules/observability/dashboard';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';

const OPERATIONS = [
  'GetItem',
  'BatchGetItem',
  'TransactGetItems',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
];

type Dimensions = Readonly<Record<string, string>>;

/**
 * The alarms of the live table (`modules/metadata-table/alarms.ts`), one that is about no table, and the dashboard.
 */
export async function makeWatch({ cloudwatch }: Clients, target: Target, table: string): Promise<void> {
  const { names, region, settings } = target;
  const topic = `arn:aws:sns:${region}:${names.accountId}:${names.alarmTopic}`;
  const common = {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 3,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topic],
    OKActions: [topic],
  } satisfies Partial<PutMetricAlarmCommandInput>;
  const whole = { TableName: table };
  const tableAndIndexes = [
    whole,
    ...[names.reauthIndex, names.scheduleIndex].map((index) => ({
      ...whole,
      GlobalSecondaryIndexName: index,
    })),
  ];
  const watched: readonly [what: string, metric: string, sources: readonly Dimensions[]][] = [
    ['table-read-throttles', 'ReadThrottleEvents', tableAndIndexes],
    ['table-write-throttles', 'WriteThrottleEvents', tableAndIndexes],
    ['table-system-errors', 'SystemErrors', OPERATIONS.map((Operation) => ({ ...whole, Operation }))],
  ];
  for (const [what, metric, sources] of watched) {
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...common,
        AlarmName: names.alarm(what),
        AlarmDescription: `${metric} of the live table`,
        Metrics: [
          { Id: 'total', Expression: 'SUM(FILL(METRICS(), 0))', Label: metric, ReturnData: true },
          ...sources.map((dimensions, index) => ({
            Id: `source${index + 1}`,
            ReturnData: false,
            MetricStat: {
              Metric: {
                Namespace: 'AWS/DynamoDB',
                MetricName: metric,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: 60,
              Stat: 'Sum',
            },
          })),
        ],
      }),
    );
  }
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...common,
      AlarmName: names.alarm('workers-unhealthy'),
      AlarmDescription: 'worker tasks fail their health check',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'UnHealthyHostCount',
      Dimensions: [{ Name: 'LoadBalancer', Value: `app/${names.loadBalancer}/1` }],
      Statistic: 'Maximum',
      Period: 60,
    }),
  );
  await cloudwatch.send(
    new PutDashboardCommand({
      DashboardName: names.dashboard,
      DashboardBody: dashboardBody({
        names,
        region,
        activeTable: table,
        apiId: 'api1234567',
        alarmTopicArn: topic,
        objectives: settings.objectives,
      }),
    }),
  );
}
