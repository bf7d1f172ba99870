import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

export interface AvailabilityAlarmsProps {
  readonly names: Names;
  readonly apiId: string;
  readonly alarmTopicArn: string;
}

/** 99.95 % of the requests over 28 days: the share that may fail. */
const ERROR_BUDGET = 0.0005;

/**
 * How fast the error budget burns. 14.4 times as fast as allowed eats 2 % of the month's budget in an hour: somebody
 * must come now. 6 times eats 5 % in six hours (Google's SRE workbook, "Alerting on SLOs").
 */
const BURN_RATES = [
  {
    what: 'slo-fast-burn',
    rate: 14.4,
    minutes: 60,
    text: 'at this rate the error budget is gone in two days',
  },
  {
    what: 'slo-slow-burn',
    rate: 6,
    minutes: 360,
    text: 'at this rate the error budget is gone in five days',
  },
];

export function availabilityAlarms(
  scope: Construct,
  { names, apiId, alarmTopicArn }: AvailabilityAlarmsProps,
): void {
  for (const { what, rate, minutes, text } of BURN_RATES) {
    const metric = (metricName: string) => ({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensions: { ApiId: apiId },
      period: minutes * 60,
      stat: 'Sum',
    });
    alarm(scope, what, {
      names,
      topicArn: alarmTopicArn,
      alarmDescription: `${text}: requests fail ${rate} times as often as the objective of 99.95 % allows`,
      threshold: rate,
      metricQuery: [
        {
          id: 'burn',
          expression: `errors / requests / ${ERROR_BUDGET}`,
          label: 'burn rate of the error budget',
          returnData: true,
        },
        { id: 'errors', metric: metric('5xx') },
        { id: 'requests', metric: metric('Count') },
      ],
    });
  }
}
