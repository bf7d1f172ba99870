import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Operations } from './json-service';
import { Refusal } from './refusal';

/** "If you use the Metrics parameter, you cannot include" them (Amazon CloudWatch API reference, PutMetricAlarm). */
const OF_ONE_METRIC = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
];

/** Metric alarms, which never change their state by themselves, and dashboards (Amazon CloudWatch API reference). */
export function createAlarmStore(): Operations {
  const regional = new Regional(() => ({
    alarms: new Map<string, Json>(),
    dashboards: new Map<string, string>(),
    tags: new Map<string, Map<string, string>>(),
  }));
  return {
    PutMetricAlarm: operation(
      'AlarmName AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace Statistic ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile Metrics Tags ThresholdMetricId',
      ({ body, request, now }) => {
        const { alarms, tags } = regional.of(request);
        const beside = OF_ONE_METRIC.filter((field) => body[field] !== undefined);
        if (body.Metrics !== undefined && beside.length > 0) {
          const text = `The parameter Metrics cannot be used together with ${beside.join(', ')}`;
          throw new Refusal('InvalidParameterCombination', text);
        }
        const { Tags = [], ...alarm } = body as Json & { Tags?: { Key: string; Value: string }[] };
        const name = String(body.AlarmName);
        const arn = `arn:aws:cloudwatch:${request.region}:${request.accountId}:alarm:${name}`;
        const before = alarms.get(name);
        if (before === undefined) tags.set(arn, new Map(Tags.map(({ Key, Value }) => [Key, Value])));
        alarms.set(name, {
          ActionsEnabled: true,
          OKActions: [],
          AlarmActions: [],
          InsufficientDataActions: [],
          StateValue: before?.StateValue ?? 'OK',
          StateReason: 'Unchecked: Initial alarm creation',
          StateReasonData: '{}',
          StateUpdatedTimestamp: now / 1000,
          ...alarm,
          AlarmArn: arn,
          AlarmConfigurationUpdatedTimestamp: now / 1000,
        });
        return {};
      },
    ),
    DescribeAlarms: operation(
      'AlarmNames AlarmNamePrefix AlarmTypes StateValue MaxRecords NextToken',
      ({ body, request }) => {
        const {
          AlarmNames,
          AlarmNamePrefix = '',
          StateValue,
          MaxRecords = 100,
          NextToken = '0',
        } = body as {
          AlarmNames?: readonly string[];
          AlarmNamePrefix?: string;
          StateValue?: string;
          MaxRecords?: number;
          NextToken?: string;
        };
        const found = [...regional.of(request).alarms.values()].filter(
          (alarm) =>
            (AlarmNames === undefined || AlarmNames.includes(String(alarm.AlarmName))) &&
            String(alarm.AlarmName).startsWith(AlarmNamePrefix) &&
            (StateValue === undefined || alarm.StateValue === StateValue),
        );
        const end = Number(NextToken) + MaxRecords;
        return {
          MetricAlarms: found.slice(Number(NextToken), end),
          CompositeAlarms: [],
          ...(end < found.length ? { NextToken: String(end) } : {}),
        };
      },
    ),
    ListTagsForResource: operation('ResourceARN', ({ body, request }) => ({
      Tags: [...(regional.of(request).tags.get(String(body.ResourceARN)) ?? [])].map(([Key, Value]) => ({
        Key,
        Value,
      })),
    })),
    PutDashboard: operation('DashboardName DashboardBody', ({ body, request }) => {
      regional.of(request).dashboards.set(String(body.DashboardName), String(body.DashboardBody));
      return { DashboardValidationMessages: [] };
    }),
    GetDashboard: operation('DashboardName', ({ body, request }) => {
      const DashboardName = String(body.DashboardName);
      const DashboardBody = regional.of(request).dashboards.get(DashboardName);
      if (DashboardBody === undefined) {
        throw new Refusal('ResourceNotFound', 'Dashboard does not exist', { status: 404 });
      }
      const DashboardArn = `arn:aws:cloudwatch::${request.accountId}:dashboard/${DashboardName}`;
      return { DashboardArn, DashboardName, DashboardBody };
    }),
  };
}
