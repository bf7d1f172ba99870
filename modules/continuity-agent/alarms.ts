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

const FINISHED_ROUNDS = 'ProtectionRoundsFinished';

/**
 * What `recover protect --json` prints: an error when there was no round at all, else how the round ended, in one word
 * for whatever part of it failed.
 */
export const FAILED_ROUND = '{ ($.error.code = *) || ($.outcome = "failed") }';
const FINISHED_ROUND = '{ ($.outcome = "done") || ($.outcome = "failed") }';

/**
 * Rings when rounds do not start, or start and fail, or start and are killed before they say anything, long before the vault is stale, which is the last alarm and has no
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
    pattern: FAILED_ROUND,
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
  new CloudwatchLogMetricFilter(scope, 'finished-rounds', {
    name: `${names.continuityAgent}-finished`,
    logGroupName: logs.name,
    pattern: FINISHED_ROUND,
    metricTransformation: { name: FINISHED_ROUNDS, namespace: names.metricNamespace, value: '1' },
  });
  alarm(scope, 'protection-not-finished', {
    names,
    topicArn: alarmTopicArn,
    alarmDescription:
      'no round of protection came to its end for a quarter of an hour: its tasks cannot start or are killed, as the reasons of the stopped tasks of the continuity agent say; recover protect copies by hand',
    namespace: names.metricNamespace,
    metricName: FINISHED_ROUNDS,
    statistic: 'Sum',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    period: PERIOD,
    // A round that copies a long backlog takes its time, and so may the next one.
    evaluationPeriods: 3,
    treatMissingData: enabled ? 'breaching' : 'notBreaching',
  });
}
