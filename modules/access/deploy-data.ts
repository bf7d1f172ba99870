import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { allow, allowIf, grantKeyToServices, ofOurKey, useKeyThrough, type Statement } from './statement';

/**
 * Makes and changes what holds a regional stack's data and settings: table, cache, containers of secrets, queues,
 * runtime configuration, backup plans. Nothing here deletes anything.
 */
export function deployData(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    allow(
      'Table',
      [
        'dynamodb:CreateTable',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTimeToLive',
        'dynamodb:UpdateContributorInsights',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
      ],
      [patterns.tables, patterns.tableIndexes],
    ),
    scaleResources(names),
    allow(
      'Cache',
      ['elasticache:Create*', 'elasticache:Modify*', 'elasticache:AddTagsToResource'],
      patterns.caches,
    ),
    allow(
      'SecretContainers',
      ['secretsmanager:CreateSecret', 'secretsmanager:UpdateSecret', 'secretsmanager:TagResource'],
      patterns.secrets,
    ),
    allow('Queues', ['sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:TagQueue'], patterns.queues),
    allow(
      'Topics',
      ['sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:Subscribe', 'sns:TagResource'],
      patterns.topics,
    ),
    // These two know no resource; every stack tags what it makes.
    allowIf(
      { StringEquals: { [`aws:RequestTag/${names.environmentTag}`]: names.environment } },
      'NewRuntimeConfiguration',
      ['appconfig:CreateApplication', 'appconfig:CreateDeploymentStrategy'],
      '*',
    ),
    allow(
      'RuntimeConfiguration',
      [
        'appconfig:CreateConfigurationProfile',
        'appconfig:CreateEnvironment',
        'appconfig:CreateHostedConfigurationVersion',
        'appconfig:StartDeployment',
        'appconfig:StopDeployment',
        'appconfig:TagResource',
        'appconfig:UpdateApplication',
        'appconfig:UpdateConfigurationProfile',
        'appconfig:UpdateDeploymentStrategy',
        'appconfig:UpdateEnvironment',
        'appconfig:ValidateConfiguration',
      ],
      patterns.appConfig,
    ),
    allow('LiveTable', ['ssm:PutParameter', 'ssm:AddTagsToResource'], patterns.parameters),
    allow(
      'BackupPlans',
      ['backup:CreateBackup*', 'backup:UpdateBackupPlan', 'backup:TagResource'],
      [patterns.backupPlans, patterns.backupVaults],
    ),
    useKeyThrough(
      names,
      ['dynamodb', 'elasticache', 'secretsmanager', 'sqs', 'sns', 's3', 'backup', 'ecr', 'logs'],
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    ),
    allowIf(ofOurKey(names), 'Key', ['kms:DescribeKey'], patterns.keys),
    grantKeyToServices(names),
  ];
}

/** Automatic scaling of the fleet and the table: capacity, never content. */
export function scaleResources(names: Names): Statement {
  return allow(
    'Scaling',
    [
      'application-autoscaling:RegisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
      'application-autoscaling:TagResource',
    ],
    patternsFor(names).scalableTargets,
  );
}
