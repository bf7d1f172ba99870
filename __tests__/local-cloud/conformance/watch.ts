import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { TableName } from './tables';
import type { NamedCall } from './outcome';

const DashboardName = 'service';
/** Calls on alarms and dashboards. */
export const watch: NamedCall[] = [
  [
    'an alarm on a metric is put',
    ({ cloudwatch }) =>
      cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: 'throttles',
          Namespace: 'AWS/DynamoDB',
          MetricName: 'ReadThrottleEvents',
          Dimensions: [{ Name: 'TableName', Value: TableName }],
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 3,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: ['arn:aws:sns:us-east-1:123456789012:alarms'],
        }),
      ),
  ],
  [
    'an alarm on an expression is put',
    ({ cloudwatch }) =>
      cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: 'errors',
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          Metrics: [
            { Id: 'total', Expression: 'SUM(METRICS())', ReturnData: true },
            {
              Id: 'one',
              ReturnData: false,
              MetricStat: {
                Metric: {
                  Namespace: 'AWS/DynamoDB',
                  MetricName: 'SystemErrors',
                  Dimensions: [{ Name: 'TableName', Value: TableName }],
                },
                Period: 60,
                Stat: 'Sum',
              },
            },
          ],
        }),
      ),
  ],
  [
    'alarms are described by their names',
    ({ cloudwatch }) => cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['throttles', 'none'] })),
  ],
  [
    'alarms are described by how their names start',
    ({ cloudwatch }) => cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'err' })),
  ],
  [
    'an alarm has no tags',
    ({ cloudwatch }) =>
      cloudwatch.send(
        new ListTagsForResourceCommand({
          ResourceARN: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:throttles',
        }),
      ),
  ],
  [
    'a missing dashboard is read',
    ({ cloudwatch }) => cloudwatch.send(new GetDashboardCommand({ DashboardName })),
  ],
  [
    'a dashboard is put',
    ({ cloudwatch }) =>
      cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: '{"widgets":[]}' })),
  ],
  ['a dashboard is read', ({ cloudwatch }) => cloudwatch.send(new GetDashboardCommand({ DashboardName }))],
];
