import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

export interface TableAlarmsProps {
  readonly names: Names;
  readonly tableName: string;
  readonly indexes: readonly string[];
  readonly alarmTopicArn: string;
}

/** The item operations that workers use. An alarm takes at most ten metrics (CloudWatch API, PutMetricAlarm). */
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

/**
 * Alarms of the live table. Their names do not change when another table becomes live: they are updated in place.
 *
 * Throttles of an index are counted apart from the table's, and server errors only by operation, so each alarm adds
 * several metrics up (DynamoDB developer guide, "Metrics and dimensions"). `UserErrors` is not watched: it counts for
 * the whole account. What a table does not report is zero and has to be filled in, because an alarm on DynamoDB's
 * metrics may ignore `treat_missing_data` and would ring for ever (CloudWatch API, PutMetricAlarm).
 */
export function tableAlarms(scope: Construct, props: TableAlarmsProps): CloudwatchMetricAlarm[] {
  const { names, tableName, indexes, alarmTopicArn } = props;
  const whole = { TableName: tableName };
  const tableAndIndexes = [whole, ...indexes.map((index) => ({ ...whole, GlobalSecondaryIndexName: index }))];
  const capacity = "look for a hot key in contributor insights, then at the table's capacity";
  const watched = [
    {
      what: 'table-read-throttles',
      metricName: 'ReadThrottleEvents',
      perSource: tableAndIndexes,
      text: `reads of the live table or its indexes are throttled: ${capacity}`,
    },
    {
      what: 'table-write-throttles',
      metricName: 'WriteThrottleEvents',
      perSource: tableAndIndexes,
      text: `writes to the live table or its indexes are throttled: ${capacity}`,
    },
    {
      what: 'table-system-errors',
      metricName: 'SystemErrors',
      perSource: OPERATIONS.map((operation) => ({ ...whole, Operation: operation })),
      text: 'DynamoDB itself fails on the live table: look at the AWS Health Dashboard of the region',
    },
  ];
  return watched.map(({ what, metricName, perSource, text }) =>
    alarm(scope, what, {
      names,
      topicArn: alarmTopicArn,
      alarmDescription: text,
      threshold: 0,
      evaluationPeriods: 3,
      metricQuery: [
        { id: 'total', expression: 'SUM(FILL(METRICS(), 0))', label: metricName, returnData: true },
        ...perSource.map((dimensions, index) => ({
          id: `source${index + 1}`,
          metric: { namespace: 'AWS/DynamoDB', metricName, dimensions, period: 60, stat: 'Sum' },
        })),
      ],
    }),
  );
}
