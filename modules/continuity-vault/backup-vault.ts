import { BackupVault as AwsBackupVault } from '@cdktf/provider-aws/lib/backup-vault';
import { BackupVaultLockConfiguration } from '@cdktf/provider-aws/lib/backup-vault-lock-configuration';
import { BackupVaultPolicy } from '@cdktf/provider-aws/lib/backup-vault-policy';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { pipelineNever } from '../pipeline-guard';

export interface BackupVaultProps {
  readonly names: Names;
  readonly kmsKeyArn: string;
  /** The vault refuses a backup that is to be kept for fewer days. @default 35, the daily backups' */
  readonly minRetentionDays?: number;
}

/**
 * The region's AWS Backup vault, for its own backups and the other region's copies.
 *
 * Its lock is in governance mode (`changeable_for_days` left out): in compliance mode a wrong number could never be
 * corrected. Deleting a backup by hand is denied to everyone; the end of its retention deletes it all the same.
 */
export class BackupVault extends Construct {
  readonly vault: AwsBackupVault;

  constructor(scope: Construct, id: string, { names, kmsKeyArn, minRetentionDays = 35 }: BackupVaultProps) {
    super(scope, id);
    this.vault = new AwsBackupVault(this, 'vault', {
      name: names.backupVault,
      kmsKeyArn,
      forceDestroy: false,
      lifecycle: { preventDestroy: true },
    });
    const lock = new BackupVaultLockConfiguration(this, 'lock', {
      backupVaultName: this.vault.name,
      minRetentionDays,
      lifecycle: { preventDestroy: true },
    });
    new BackupVaultPolicy(this, 'vault-policy', {
      backupVaultName: this.vault.name,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'NeverDeleteByHand',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
            Resource: '*',
          },
          pipelineNever(
            names,
            [
              'backup:DeleteBackupVault',
              'backup:DeleteBackupVaultAccessPolicy',
              'backup:DeleteBackupVaultLockConfiguration',
              'backup:PutBackupVaultAccessPolicy',
              'backup:PutBackupVaultLockConfiguration',
            ],
            '*',
          ),
        ],
      }),
      dependsOn: [lock],
    });
  }
}
