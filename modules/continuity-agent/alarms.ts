import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import type { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

export interface AgentAlarmsProps {
  readonly names: Names;
  readonly scheduleGroup: string;
  readonly logs: CloudwatchLogGroup;
  /** Whether rounds are due at all. */
  readonly enabled: boolean;
  readonly alarmTopicArn: string;
}

/** Seconds in which several rounds should have started: metrics may be late or lack a minute. */
const PERIOD = 300;
const FAILED_ROUNDS = 'ProtectionRoundsFailed';

/** Where the JSON of `recover protect` says that the round failed, or a part of it, which stops none of the others. */
const FAILURES = [
  '$.error.code',
  '$.secrets.problem',
  '$.metrics.problem',
  '$.table.problem',
  '$.table.value.settings.problem',
  '$.table.value.changes.problem',
  '$.table.value.exports.problem',
  '$.table.value.window.problem',
];

/**
 * Rings when rounds do not start, or start and fail, long before the vault is stale, which is the last alarm and has no
 * cause with it (see observability).
 *
 * What the scheduler counts by schedule group: every attempt, and the attempts that ECS refused (EventBridge
 * Scheduler user guide, "Monitoring with CloudWatch").
 */
export function agentAlarms(scope: Construct, props: AgentAlarmsProps): void {
  const { names, scheduleGroup, logs, enabled, alarmTopicArn } = props;
  const scheduler = (metricName: string) => ({
    namespace: 'AWS/Scheduler',
    metricName,
    dimensions: { ScheduleGroup: scheduleGroup },
    period: PERIOD,
    stat: 'Sum',
  });
  alarm(scope, 'protection-not-started', {
    names,
    topicArn: alarmTopicArn,
    alarmDescription:
      'no round of protection was started for five minutes: look at the schedule of the continuity agent and at its quota of Fargate tasks; recover protect copies by hand',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    metricQuery: [
      {
        id: 'started',
        expression: 'attempts - FILL(refused, 0)',
        label: 'rounds started',
        returnData: true,
      },
      { id: 'attempts', metric: scheduler('InvocationAttemptCount') },
      { id: 'refused', metric: scheduler('TargetErrorCount') },
    ],
    // A pilot light has nothing to protect, and its silence is in order.
    treatMissingData: enabled ? 'breaching' : 'notBreaching',
  });
  new CloudwatchLogMetricFilter(scope, 'failed-rounds', {
    name: `${names.continuityAgent}-failed`,
    logGroupName: logs.name,
    pattern: `{ ${FAILURES.map((path) => `(${path} = *)`).join(' || ')} }`,
    metricTransformation: { name: FAILED_ROUNDS, namespace: names.metricNamespace, value: '1' },
  });
  alarm(scope, 'protection-failing', {
    names,
    topicArn: alarmTopicArn,
    alarmDescription:
      'rounds of protection fail one after the other: the log of the continuity agent says why; recover protect copies by hand',
    namespace: names.metricNamespace,
    metricName: FAILED_ROUNDS,
    statistic: 'Sum',
    period: PERIOD,
    // One may lose a race or meet a hitch, and the next one makes up for it.
    threshold: 2,
  });
}
