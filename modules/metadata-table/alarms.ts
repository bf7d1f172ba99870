import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

export interface TableAlarmsProps {
  readonly names: Names;
  readonly tableName: string;
  readonly alarmTopicArn: string;
}

const WATCHED = [
  {
    what: 'table-read-throttles',
    metricName: 'ReadThrottleEvents',
    text: 'reads of the live table are throttled',
  },
  {
    what: 'table-write-throttles',
    metricName: 'WriteThrottleEvents',
    text: 'writes to the live table are throttled',
  },
] as const;

/** Alarms of the live table. Their names do not change when another table becomes live: they are updated in place. */
export function tableAlarms(
  scope: Construct,
  { names, tableName, alarmTopicArn }: TableAlarmsProps,
): CloudwatchMetricAlarm[] {
  return WATCHED.map(({ what, metricName, text }) =>
    alarm(scope, what, {
      names,
      topicArn: alarmTopicArn,
      alarmDescription: `${text}: look for a hot key in contributor insights, then at the table's capacity`,
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensions: { TableName: tableName },
      statistic: 'Sum',
      threshold: 0,
      evaluationPeriods: 3,
    }),
  );
}
