import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface AlarmProps extends Partial<Omit<CloudwatchMetricAlarmConfig, 'alarmName' | 'threshold'>> {
  readonly names: Names;
  readonly topicArn: string;
  /** What is wrong when it rings, and what to look at: the text that the person on call reads. */
  readonly alarmDescription: string;
  readonly threshold: number;
}

/**
 * An alarm that tells the alarm topic when it rings and when it stops. It watches minutes, compares with `>` and takes
 * silence for health unless told otherwise.
 *
 * @param what ends the alarm's name and starts the construct's id
 */
export function alarm(scope: Construct, what: string, props: AlarmProps): CloudwatchMetricAlarm {
  const { names, topicArn, ...config } = props;
  return new CloudwatchMetricAlarm(scope, `${what}-alarm`, {
    alarmName: names.alarm(what),
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    // A metric inside a metric query carries its own period.
    ...(config.metricQuery === undefined ? { period: 60 } : {}),
    treatMissingData: 'notBreaching',
    alarmActions: [topicArn],
    okActions: [topicArn],
    ...config,
  });
}
