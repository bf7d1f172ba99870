import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import type { Statement } from './statement';

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

/** No recovery writes to IAM: its control plane is in one region, and an operator must not extend their own rights. */
export function neverChangeAccess(): Statement {
  return {
    Sid: 'NeverChangeAccess',
    Effect: 'Deny',
    Action: [
      'Add',
      'Attach',
      'Create',
      'Delete',
      'Detach',
      'Put',
      'Remove',
      'Set',
      'Tag',
      'Untag',
      'Update',
      'Upload',
    ].map((verb) => `iam:${verb}*`),
    Resource: '*',
  };
}
