import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { allow, type Statement } from './statement';

/**
 * How everything is set up and how it does, for plans, preflight and status. Nothing of what it holds: no item of a
 * table, no value of a secret, no object of a bucket, no line of a log, no message of a queue.
 */
export function readSettings(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    allow(
      'Settings',
      [
        'acm:Describe*',
        'acm:List*',
        'apigateway:GET',
        'application-autoscaling:Describe*',
        'application-autoscaling:List*',
        'appconfig:Get*',
        'appconfig:List*',
        'backup:Describe*',
        'backup:Get*',
        'backup:List*',
        'cloudwatch:Describe*',
        'cloudwatch:Get*',
        'cloudwatch:List*',
        'dynamodb:Describe*',
        'dynamodb:GetResourcePolicy',
        'dynamodb:List*',
        'ec2:Describe*',
        'ecr:BatchGetImage',
        'ecr:Describe*',
        'ecr:GetLifecyclePolicy',
        'ecr:GetRepositoryPolicy',
        'ecr:List*',
        'ecs:Describe*',
        'ecs:List*',
        'elasticache:Describe*',
        'elasticache:List*',
        'elasticloadbalancing:Describe*',
        'fis:Get*',
        'fis:List*',
        'iam:Get*',
        'iam:List*',
        'iam:SimulatePrincipalPolicy',
        'kms:DescribeKey',
        'kms:GetKeyPolicy',
        'kms:GetKeyRotationStatus',
        'kms:List*',
        'logs:Describe*',
        'logs:List*',
        'route53:Get*',
        'route53:List*',
        'scheduler:Get*',
        'scheduler:List*',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetResourcePolicy',
        'secretsmanager:List*',
        'servicequotas:Get*',
        'servicequotas:List*',
        'sns:Get*',
        'sns:List*',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:List*',
        'ssm:DescribeParameters',
        'ssm:ListTagsForResource',
        'tag:GetResources',
        'wafv2:Get*',
        'wafv2:List*',
      ],
      '*',
    ),
    allow('Parameters', ['ssm:GetParameter', 'ssm:GetParameters'], patterns.parameters),
    // Which table is live, as the service is told it; every version of it can be read by the above already.
    allow(
      'RuntimeConfiguration',
      ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
      patterns.configSessions,
    ),
    allow(
      'Buckets',
      [
        's3:GetAccelerateConfiguration',
        's3:GetBucket*',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
        's3:ListBucketVersions',
      ],
      patterns.buckets,
    ),
  ];
}
