import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';
import { RECOVERY_METRICS } from '../../settings/recovery-metrics';

export interface RecoverabilityAlarmsProps {
  readonly names: Names;
  readonly alarmTopicArn: string;
  readonly objectives: { readonly recoveryPointMinutes: number };
}

/**
 * Alarms on what recovery stands on. The numbers are published by the tools that protect the service; where their
 * silence would hide that nobody protects it, silence rings.
 */
export function recoverabilityAlarms(scope: Construct, props: RecoverabilityAlarmsProps): void {
  const { names, alarmTopicArn, objectives } = props;
  const common = { names, topicArn: alarmTopicArn, namespace: names.metricNamespace, period: 300 };
  const dimensions = { Environment: names.environment };
  alarm(scope, 'pitr-off', {
    ...common,
    dimensions,
    alarmDescription:
      'point-in-time recovery of the live table is off, or nobody checks it: turn it on now; its history starts anew',
    metricName: RECOVERY_METRICS.pitrEnabled,
    statistic: 'Minimum',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    evaluationPeriods: 3,
    treatMissingData: 'breaching',
  });
  alarm(scope, 'vault-stale', {
    ...common,
    dimensions,
    alarmDescription: `what the recovery region holds is older than ${objectives.recoveryPointMinutes} minutes, or nobody copies: look at the continuity agent`,
    metricName: RECOVERY_METRICS.vaultAge,
    statistic: 'Maximum',
    threshold: objectives.recoveryPointMinutes,
    treatMissingData: 'breaching',
  });
  alarm(scope, 'writes-halted', {
    ...common,
    dimensions,
    alarmDescription: 'writes are halted: this rings until they are resumed (recover resume-writes)',
    metricName: RECOVERY_METRICS.writesHalted,
    statistic: 'Maximum',
    threshold: 0,
  });
}
