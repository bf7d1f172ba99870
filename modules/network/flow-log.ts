import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { logGroup } from '../log-group';

export interface FlowLogProps {
  readonly names: Names;
  readonly vpcId: string;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
}

/** Who talked to whom, kept as long as the other logs. */
export function addFlowLog(
  scope: Construct,
  { names, vpcId, kmsKeyArn, logRetentionDays }: FlowLogProps,
): void {
  const logs = logGroup(scope, 'flow', { names, kmsKeyArn, retentionDays: logRetentionDays });
  new FlowLog(scope, 'flow-log', {
    vpcId,
    trafficType: 'ALL',
    logDestinationType: 'cloud-watch-logs',
    logDestination: logs.arn,
    iamRoleArn: names.roleArn('flow-log'),
    maxAggregationInterval: 60,
    tags: { Name: names.prefix },
  });
}
