import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { ofOurKey, type Statement } from './statement';

/**
 * What nobody may do who recovers or deploys, whatever else is allowed, now or after a careless edit: destroy what
 * cannot be made again. An explicit denial beats every permission.
 */
export function neverDestroy(names: Names): Statement[] {
  const { stateLocks, failoverSwitch } = patternsFor(names);
  return [
    {
      Sid: 'NeverDestroy',
      Effect: 'Deny',
      Action: [
        'backup:DeleteBackupVault*',
        'backup:DeleteRecoveryPoint',
        'backup:DisassociateRecoveryPoint*',
        'backup:UpdateRecoveryPointLifecycle',
        'cloudtrail:DeleteTrail',
        'cloudtrail:StopLogging',
        'dynamodb:DeleteBackup',
        'dynamodb:DeleteTable*',
        'ecr:BatchDeleteImage',
        'ecr:DeleteRepository',
        'elasticache:DeleteReplicationGroup',
        'elasticache:DeleteSnapshot',
        'kms:DeleteAlias',
        'kms:DeleteImportedKeyMaterial',
        'kms:DisableKey*',
        'kms:ScheduleKeyDeletion',
        's3:BypassGovernanceRetention',
        's3:DeleteBucket*',
        's3:DeleteObjectVersion*',
        'secretsmanager:DeleteSecret',
        'sqs:DeleteQueue',
        'sqs:PurgeQueue',
      ],
      Resource: '*',
    },
    {
      // Two objects are signals, not data: Terraform's lock, and the switch whose removal sends traffic home.
      // Both buckets keep every version.
      Sid: 'NeverDeleteObjects',
      Effect: 'Deny',
      Action: 's3:DeleteObject*',
      NotResource: [stateLocks, failoverSwitch],
    },
  ];
}

/**
 * What no pipeline may do, approved or not: take over what exists. All use of the environment's key hangs on its alias
 * and its policy; a token, a guard or the live table that a pipeline could write would be everybody's who can write to
 * the pipeline. The conditions hold from the moment when a thing exists, so that it can still be made.
 */
export function neverTakeOver(names: Names): Statement[] {
  const { parameters } = patternsFor(names);
  return [
    {
      Sid: 'NeverTakeOver',
      Effect: 'Deny',
      Action: [
        'backup:UpdateGlobalSettings',
        'cloudtrail:PutEventSelectors',
        'cloudtrail:PutResourcePolicy',
        'cloudtrail:UpdateTrail',
        'dynamodb:*Item',
        'dynamodb:DeleteResourcePolicy',
        'dynamodb:PartiQL*',
        'dynamodb:PutResourcePolicy',
        'dynamodb:Query',
        'dynamodb:Scan',
        'ecr:DeleteRegistryPolicy',
        'ecr:PutRegistryPolicy',
        'kms:RetireGrant',
        'kms:RevokeGrant',
        'kms:UpdateAlias',
        'kms:UpdatePrimaryRegion',
        's3:PutAccountPublicAccessBlock',
        's3:ObjectOwnerOverrideToBucketOwner',
        's3:PutObjectAcl',
        's3:PutObjectLegalHold',
        's3:PutObjectRetention',
        'secretsmanager:*SecretValue',
        'secretsmanager:DeleteResourcePolicy',
        'secretsmanager:PutResourcePolicy',
        'secretsmanager:RotateSecret',
        'secretsmanager:UpdateSecret*',
        'sqs:AddPermission',
        'sqs:ReceiveMessage',
        'sts:AssumeRole',
      ],
      Resource: '*',
    },
    {
      Sid: 'NeverTakeTheKey',
      Effect: 'Deny',
      Action: ['kms:PutKeyPolicy', 'kms:TagResource', 'kms:UntagResource'],
      Resource: '*',
      Condition: ofOurKey(names),
    },
    {
      // A parameter that exists says which table is live, or where traffic goes.
      Sid: 'NeverMoveThePointer',
      Effect: 'Deny',
      Action: 'ssm:PutParameter',
      Resource: parameters,
      Condition: { StringEquals: { 'ssm:Overwrite': 'true' } },
    },
  ];
}

/**
 * What the pipeline may not touch without approval: all that holds data or guards recovery. It changes what the
 * service runs on, network, fleet, API, alarms and schedules, and nothing else.
 */
export function neverTouchData(apiDomain: string): Statement[] {
  return [
    {
      Sid: 'OnlyAfterApproval',
      Effect: 'Deny',
      Action: [
        'acm:Delete*',
        'acm:Request*',
        'appconfig:Create*',
        'appconfig:Delete*',
        'appconfig:St*Deployment',
        'appconfig:Update*',
        'backup:Create*',
        'backup:Delete*',
        'backup:Put*',
        'backup:St*Job',
        'backup:Update*',
        'cloudtrail:Create*',
        'dynamodb:Create*',
        'dynamodb:Disable*',
        'dynamodb:Enable*',
        'dynamodb:Export*',
        'dynamodb:Import*',
        'dynamodb:Restore*',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
        'dynamodb:Update*',
        'ecr:Create*',
        'ecr:Delete*',
        'ecr:Put*',
        'ecr:Set*',
        'elasticache:AddTags*',
        'elasticache:Create*',
        'elasticache:Delete*',
        'elasticache:Modify*',
        'elasticache:RemoveTags*',
        'kms:Create*',
        'kms:EnableKeyRotation',
        'kms:PutKeyPolicy',
        'kms:TagResource',
        'kms:UntagResource',
        'kms:Update*',
        'route53:Change*',
        'route53:CreateHealthCheck',
        'route53:Delete*',
        'route53:Update*',
        's3:CreateBucket',
        's3:Put*Configuration',
        's3:PutBucket*',
        'scheduler:Delete*',
        'secretsmanager:CancelRotateSecret',
        'secretsmanager:CreateSecret',
        'secretsmanager:RemoveRegionsFromReplication',
        'secretsmanager:ReplicateSecretToRegions',
        'secretsmanager:RestoreSecret',
        'secretsmanager:StopReplicationToReplica',
        'secretsmanager:TagResource',
        'secretsmanager:UntagResource',
        'sns:*Permission',
        'sns:Create*',
        'sns:Delete*',
        'sns:Set*',
        'sns:Subscribe',
        'sns:Unsubscribe',
        'sqs:Create*',
        'sqs:Set*',
        'ssm:AddTagsToResource',
        'ssm:DeleteParameter*',
        'ssm:LabelParameterVersion',
        'ssm:PutParameter',
      ],
      Resource: '*',
    },
    {
      // The name must outlive every API: a recovery only maps its API to it.
      Sid: 'NeverTouchTheDomain',
      Effect: 'Deny',
      Action: ['apigateway:DELETE', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
      Resource: ['arn:aws:apigateway:*::/domainnames', `arn:aws:apigateway:*::/domainnames/${apiDomain}`],
    },
    { Sid: 'NeverChangeAccess', Effect: 'Deny', Action: ACCESS_WRITES, Resource: '*' },
  ];
}

/** Every write of IAM but the making of a service's own role, which AWS asks for in the name of whoever deploys. */
export const ACCESS_WRITES: readonly string[] = [
  ...['Add', 'Attach', 'Delete', 'Detach', 'Put', 'Remove', 'Set', 'Tag', 'Untag', 'Update', 'Upload'],
  ...['CreateA', 'CreateG', 'CreateI', 'CreateL', 'CreateO', 'CreateP', 'CreateR', 'CreateSA'],
  ...['CreateServiceSpecific', 'CreateU', 'CreateV'],
].map((verb) => `iam:${verb}*`);

/** No recovery writes to IAM: its control plane is in one region, and an operator must not extend their own rights. */
export function neverChangeAccess(): Statement {
  return {
    Sid: 'NeverChangeAccess',
    Effect: 'Deny',
    Action: [...ACCESS_WRITES, 'iam:CreateServiceLinkedRole'],
    Resource: '*',
  };
}
