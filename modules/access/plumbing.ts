import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import type { RoleDefinition } from './role';
import { allow, useKeyThrough } from './statement';
import { trustService, trustServiceForAccount } from './trust';

/** VPC flow logs into CloudWatch. */
export function flowLogRole(names: Names): RoleDefinition {
  const { logGroups } = patternsFor(names);
  return {
    description: 'VPC flow logs: writes to CloudWatch Logs',
    trust: trustServiceForAccount(names, 'vpc-flow-logs.amazonaws.com'),
    statements: [
      allow('Write', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${logGroups}:*`),
      allow('Find', ['logs:DescribeLogGroups', 'logs:DescribeLogStreams'], '*'),
    ],
  };
}

/** The HTTP API, which puts a request for a sync into the queue without any compute between. */
export function apiToQueueRole(names: Names): RoleDefinition {
  return {
    description: 'API Gateway: sends sync jobs to the queue',
    trust: trustService('apigateway.amazonaws.com'),
    statements: [
      allow('Send', ['sqs:SendMessage'], patternsFor(names).jobQueue),
      useKeyThrough(names, ['sqs'], ['kms:GenerateDataKey', 'kms:Decrypt']),
    ],
  };
}

/** AppConfig, which rolls a feature flag back when an alarm rises. */
export function configMonitorRole(): RoleDefinition {
  return {
    description: 'AppConfig: reads the alarms that roll a feature back',
    trust: trustService('appconfig.amazonaws.com'),
    statements: [allow('ReadAlarms', ['cloudwatch:DescribeAlarms'], '*')],
  };
}
