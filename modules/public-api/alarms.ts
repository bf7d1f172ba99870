import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

export interface ApiAlarmsProps {
  readonly names: Names;
  readonly apiId: string;
  readonly alarmTopicArn: string;
}

/** Alarms of the API. @returns the one on server errors, which also rolls feature flags back */
export function apiAlarms(
  scope: Construct,
  { names, apiId, alarmTopicArn }: ApiAlarmsProps,
): CloudwatchMetricAlarm {
  const dimensions = { ApiId: apiId };
  alarm(scope, 'api-latency', {
    names,
    topicArn: alarmTopicArn,
    alarmDescription:
      'one request in a hundred takes longer than 2 seconds: look at table, cache and workers',
    namespace: 'AWS/ApiGateway',
    metricName: 'Latency',
    dimensions,
    extendedStatistic: 'p99',
    threshold: 2000,
    evaluationPeriods: 5,
  });
  return alarm(scope, 'api-server-errors', {
    names,
    topicArn: alarmTopicArn,
    alarmDescription: 'more than 1 % of the requests fail on our side',
    threshold: 1,
    evaluationPeriods: 3,
    metricQuery: [
      { id: 'rate', expression: '100 * errors / requests', label: 'percent of requests', returnData: true },
      {
        id: 'errors',
        metric: { namespace: 'AWS/ApiGateway', metricName: '5xx', dimensions, period: 60, stat: 'Sum' },
      },
      {
        id: 'requests',
        metric: { namespace: 'AWS/ApiGateway', metricName: 'Count', dimensions, period: 60, stat: 'Sum' },
      },
    ],
  });
}
