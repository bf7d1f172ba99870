import type { Names } from '../../settings';
import { credentialStatements } from '../credentials/permissions';
import { patternsFor } from './patterns';
import type { RoleDefinition } from './role';
import { allow, allowIf, useKeyThrough, type Statement } from './statement';
import { trustRecoveryOperator, trustServiceForAccount } from './trust';

/** The role that the worker's code runs under. Item operations only: it can neither scan nor alter a table. */
export function workerRole(names: Names): RoleDefinition {
  const patterns = patternsFor(names);
  return {
    description: 'SyncWell worker: items of the live table, tokens, jobs, runtime configuration, cache',
    trust: [trustServiceForAccount(names, 'ecs-tasks.amazonaws.com'), trustRecoveryOperator(names)],
    statements: [
      allow(
        'Items',
        // A transaction is authorised as the single operations it holds (aws-facts.md, 2.6).
        [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:Query',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DescribeTable',
        ],
        [patterns.tables, patterns.tableIndexes],
      ),
      ...credentialStatements(names),
      allow(
        'Jobs',
        [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
        ],
        patterns.jobQueue,
      ),
      allow(
        'RuntimeConfiguration',
        ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
        patterns.configSessions,
      ),
      allow('Cache', ['elasticache:Connect'], patterns.cache),
      publishMetrics(names),
      useKeyThrough(names, ['dynamodb', 'secretsmanager', 'sqs'], ['kms:Decrypt', 'kms:GenerateDataKey']),
    ],
  };
}

/** The role with which ECS starts a task: pulls its image and opens its log. */
export function workerExecutionRole(names: Names): RoleDefinition {
  const patterns = patternsFor(names);
  return {
    description: 'ECS: pulls images and writes logs of SyncWell tasks',
    trust: trustServiceForAccount(names, 'ecs-tasks.amazonaws.com'),
    statements: [
      allow('RegistryLogin', ['ecr:GetAuthorizationToken'], '*'),
      allow(
        'ImagePull',
        ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
        patterns.images,
      ),
      allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${patterns.logGroups}:log-stream:*`),
    ],
  };
}

/** CloudWatch knows no resource for metrics: the name space is the bound. */
export function publishMetrics(names: Names): Statement {
  return allowIf(
    { StringEquals: { 'cloudwatch:namespace': names.metricNamespace } },
    'Metrics',
    ['cloudwatch:PutMetricData'],
    '*',
  );
}
