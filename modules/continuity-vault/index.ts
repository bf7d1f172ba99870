import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { BackupVault } from './backup-vault';
import { LockedBucket } from './locked-bucket';

export interface ContinuityVaultProps {
  readonly names: Names;
  readonly region: Region;
  readonly kmsKeyArn: string;
  /** Days for which a copy of the service's data cannot be deleted. */
  readonly vaultDays: number;
  /** Days for which an incident's journal cannot be deleted, by anyone. */
  readonly auditDays: number;
}

/**
 * What the service is rebuilt from after its region is lost, and the proof of what was done: exports and changes of
 * the table, sealed secrets, the audit trail, and the vault for backups.
 *
 * Copies of data are locked in governance mode: no role of ours may lift the lock, but the account's owner can, since
 * personal data must be erasable on legal demand. The audit trail holds no personal data and is locked in
 * compliance mode: a trail that its administrator can rewrite proves nothing.
 */
export class ContinuityVault extends Construct {
  readonly exports: LockedBucket;
  readonly changes: LockedBucket;
  readonly secrets: LockedBucket;
  readonly audit: LockedBucket;
  readonly backups: BackupVault;

  constructor(scope: Construct, id: string, props: ContinuityVaultProps) {
    super(scope, id);
    const { names, region, kmsKeyArn, vaultDays, auditDays } = props;
    const common = { names, region, kmsKeyArn };
    const copies = { ...common, mode: 'GOVERNANCE', lockDays: vaultDays } as const;
    // An export or a change is worth something within the window only; the newest sealed copy of a secret, and the
    // journal of an incident, stay whatever their age.
    // The agent locks what an export wrote, once it has looked at it.
    this.exports = new LockedBucket(this, 'exports', {
      ...copies,
      purpose: 'exports',
      locksNewObjects: false,
      expires: true,
    });
    this.changes = new LockedBucket(this, 'changes', { ...copies, purpose: 'changes', expires: true });
    this.secrets = new LockedBucket(this, 'secrets', { ...copies, purpose: 'secrets' });
    this.audit = new LockedBucket(this, 'audit', {
      ...common,
      purpose: 'audit',
      mode: 'COMPLIANCE',
      lockDays: auditDays,
    });
    this.backups = new BackupVault(this, 'backups', { names, kmsKeyArn });
  }
}
