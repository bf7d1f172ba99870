import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { neverChangeAccess, neverDestroy } from './protection';
import type { RoleDefinition } from './role';
import type { SharedPolicy } from './shared-policy';
import { ofOurKey, allow, allowIf, type Statement } from './statement';
import { writeState } from './terraform-state';
import { trustPeople } from './trust';
import { publishMetrics } from './worker';

/**
 * Twelve hours, the longest session of a role (IAM user guide, MaxSessionDuration): an engineer signs in once for an
 * incident. A restore uses its caller's rights to the end (aws-facts.md, 1.22).
 */
const INCIDENT_SECONDS = 12 * 60 * 60;

/**
 * The engineer who recovers, and the tool in their name: deploys the recovery stack, restores and repairs the table,
 * recreates secrets, moves the pointer, the fleet and the traffic. May destroy nothing, change no access and approve
 * nothing.
 */
export function recoveryOperatorRole(names: Names, shared: readonly SharedPolicy[]): RoleDefinition {
  return {
    description:
      'Recovery operator: brings the service back. Needs a second factor; cannot destroy, cannot approve',
    trust: trustPeople(names, { maxMfaAgeSeconds: 60 * 60 }),
    maxSessionSeconds: INCIDENT_SECONDS,
    shared,
    statements: [
      ...writeState(names),
      ...recoverTable(names),
      ...recoverSecrets(names),
      ...useVaults(names),
      ...steerService(names),
      ...neverDestroy(names),
      neverChangeAccess(),
      {
        // The second person's word must be theirs: the first one cannot write it.
        Sid: 'NeverApprove',
        Effect: 'Deny',
        Action: 's3:PutObject*',
        Resource: patternsFor(names).approvals,
      },
    ],
  };
}

function recoverTable(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    // A restore writes the new table with its caller's own permissions, to the very end (aws-facts.md, 1.22).
    allow(
      'RestoreTable',
      [
        'dynamodb:RestoreTableToPointInTime',
        'dynamodb:RestoreTableFromBackup',
        'dynamodb:ImportTable',
        'dynamodb:ExportTableToPointInTime',
        'dynamodb:PutResourcePolicy',
        'dynamodb:DeleteResourcePolicy',
        'dynamodb:EnableKinesisStreamingDestination',
        'dynamodb:UpdateKinesisStreamingDestination',
      ],
      [patterns.tables, patterns.tableBackups, patterns.tableImports],
    ),
    allow(
      'Items',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      [patterns.tables, patterns.tableIndexes],
    ),
    allow('Changes', ['dynamodb:GetShardIterator', 'dynamodb:GetRecords'], patterns.tableStreams),
    // An import reports its faulty items there, in its caller's name.
    allow(
      'ImportLogs',
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:PutRetentionPolicy'],
      `arn:aws:logs:*:${names.accountId}:log-group:/aws-dynamodb/*`,
    ),
  ];
}

function recoverSecrets(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    allow(
      'SecretValues',
      [
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:ReplicateSecretToRegions',
        'secretsmanager:RestoreSecret',
        'secretsmanager:StopReplicationToReplica',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      patterns.secrets,
    ),
    // Knows no resource; each value in a batch is authorised by the statement above.
    allow('SecretBatches', ['secretsmanager:BatchGetSecretValue'], '*'),
    // Opens and makes sealed bundles, without a service between.
    allowIf(
      ofOurKey(names),
      'SealedBundles',
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      patterns.keys,
    ),
  ];
}

function useVaults(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    allow(
      'VaultRead',
      ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
      [...patterns.vaultObjects, patterns.auditObjects],
    ),
    allow(
      'VaultWrite',
      ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
      [...patterns.vaultObjects, patterns.auditObjects],
    ),
    allow('FailoverSwitch', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], patterns.failoverSwitch),
  ];
}

function steerService(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    allow(
      'ReadAsService',
      ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
      patterns.configSessions,
    ),
    // A halt is proven by a worker that is refused, a recovery by one that is served.
    allow('ProveAsWorker', ['sts:AssumeRole'], names.roleArn('worker')),
    // Peacetime: an image is pinned by a copy in both regions' repositories.
    allow(
      'PinImages',
      [
        'ecr:BatchCheckLayerAvailability',
        'ecr:CompleteLayerUpload',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      patterns.images,
    ),
    allow('RestartTasks', ['ecs:RunTask', 'ecs:StopTask'], [patterns.tasks, patterns.agentTaskDefinition]),
    allow('Evidence', ['logs:FilterLogEvents', 'logs:GetLogEvents'], `${patterns.logGroups}:*`),
    // The new region is asked through its API before the traffic moves there.
    allow('AskHealth', ['execute-api:Invoke'], patterns.health),
    publishMetrics(names),
  ];
}
