import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import type { RoleDefinition } from './role';
import { ofOurKey, allow, allowIf, grantKeyToServices, useKeyThrough } from './statement';
import { trustService, trustServiceForAccount } from './trust';
import { publishMetrics } from './worker';

/**
 * The continuity agent: copies the table's changes, exports and sealed secrets into vaults. It may add to a vault but
 * never delete there, and it may seal a secret under the vault's key but not open one: who takes over the agent can
 * neither erase the copies nor read the sealed ones.
 */
export function continuityAgentRole(names: Names): RoleDefinition {
  const patterns = patternsFor(names);
  return {
    description: 'Continuity agent: copies the table and the secrets into the vaults',
    trust: trustServiceForAccount(names, 'ecs-tasks.amazonaws.com'),
    statements: [
      allow(
        'TableSettings',
        [
          'dynamodb:DescribeTable',
          'dynamodb:DescribeContinuousBackups',
          'dynamodb:DescribeTimeToLive',
          'dynamodb:DescribeContributorInsights',
          'dynamodb:DescribeKinesisStreamingDestination',
          'dynamodb:ListTagsOfResource',
          'dynamodb:GetResourcePolicy',
        ],
        patterns.tables,
      ),
      allow('Exports', ['dynamodb:ExportTableToPointInTime'], patterns.tables),
      allow('ExportProgress', ['dynamodb:DescribeExport'], patterns.tableExports),
      allow(
        'Changes',
        ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'],
        patterns.tableStreams,
      ),
      allow('Secrets', ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], patterns.secrets),
      // These calls know no resource; what a list or a batch may return is still bound by the statement above.
      allow(
        'Inventories',
        [
          'secretsmanager:ListSecrets',
          'secretsmanager:BatchGetSecretValue',
          'application-autoscaling:DescribeScalableTargets',
          'application-autoscaling:DescribeScalingPolicies',
        ],
        '*',
      ),
      // An export's objects are locked when the agent has looked at them.
      allow('LockExports', ['s3:PutObjectRetention'], patterns.exportObjects),
      // PutObjectAcl and AbortMultipartUpload are demanded of whoever asks DynamoDB for an export.
      allow(
        'VaultWrite',
        ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload', 's3:GetObject'],
        patterns.vaultObjects,
      ),
      allow('VaultList', ['s3:ListBucket', 's3:GetBucketLocation'], patterns.vaultBuckets),
      allow(
        'LiveTable',
        ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
        patterns.configSessions,
      ),
      publishMetrics(names),
      allowIf(ofOurKey(names), 'Seal', ['kms:GenerateDataKey', 'kms:DescribeKey'], patterns.keys),
      useKeyThrough(names, ['dynamodb', 'secretsmanager', 's3'], ['kms:Decrypt']),
    ],
  };
}

/** Starts the agent's task on a schedule. */
export function continuitySchedulerRole(names: Names): RoleDefinition {
  const patterns = patternsFor(names);
  return {
    description: 'EventBridge Scheduler: starts the continuity agent',
    trust: trustServiceForAccount(names, 'scheduler.amazonaws.com'),
    statements: [
      allowIf(
        { ArnLike: { 'ecs:cluster': patterns.cluster } },
        'StartAgent',
        ['ecs:RunTask'],
        patterns.agentTaskDefinition,
      ),
      allowIf(
        { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        'PassTaskRoles',
        ['iam:PassRole'],
        [names.roleArn('continuity-agent'), names.roleArn('worker-execution')],
      ),
    ],
  };
}

/**
 * AWS Backup, for the table alone. Written out instead of AWS's managed policies, which also cover every other service
 * (RDS, EC2, EFS ...); these are their statements about DynamoDB, bound to our names.
 * Source: AWSBackupServiceRolePolicyForBackup v29 and AWSBackupServiceRolePolicyForRestores v25.
 */
export function backupRole(names: Names): RoleDefinition {
  const patterns = patternsFor(names);
  return {
    description: 'AWS Backup: backs up and restores the metadata table',
    trust: trustService('backup.amazonaws.com'),
    statements: [
      allow(
        'Backup',
        [
          'dynamodb:DescribeTable',
          'dynamodb:ListTagsOfResource',
          'dynamodb:CreateBackup',
          'dynamodb:StartAwsBackupJob',
        ],
        patterns.tables,
      ),
      // Deletes its own backups at the end of their retention.
      allow('Retention', ['dynamodb:DescribeBackup', 'dynamodb:DeleteBackup'], patterns.tableBackups),
      allow('Vault', ['backup:DescribeBackupVault', 'backup:CopyIntoBackupVault'], patterns.backupVaults),
      allow(
        'Copy',
        ['backup:CopyFromBackupVault', 'backup:TagResource'],
        [patterns.backupVaults, patterns.recoveryPoints],
      ),
      allow('FindByTag', ['tag:GetResources'], '*'),
      allow(
        'Restore',
        [
          'dynamodb:RestoreTableFromAwsBackup',
          'dynamodb:Scan',
          'dynamodb:Query',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:BatchWriteItem',
        ],
        patterns.tables,
      ),
      allow('RestoreBackup', ['dynamodb:RestoreTableFromBackup'], patterns.tableBackups),
      useKeyThrough(
        names,
        ['dynamodb'],
        ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
      ),
      allowIf(ofOurKey(names), 'Key', ['kms:DescribeKey'], patterns.keys),
      grantKeyToServices(names),
    ],
  };
}
