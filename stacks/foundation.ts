import { BackupRegionSettings } from '@cdktf/provider-aws/lib/backup-region-settings';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ApiDomain } from '../modules/api-domain';
import { AuditTrail } from '../modules/audit-trail';
import { ContinuityVault } from '../modules/continuity-vault';
import { EncryptionKey } from '../modules/encryption-key';
import { ImageRepository } from '../modules/image-repository';
import { SwitchBucket } from '../modules/traffic/switch-bucket';
import type { Names, RegionKind, Settings } from '../settings';
import { addProvider, keepStateIn } from './regional-setup';

export interface FoundationStackProps {
  readonly names: Names;
  readonly settings: Settings;
  readonly regionKind: RegionKind;
}

/**
 * What must exist in a region before a disaster and outlive it. Both regions get a vault, so that the service stays
 * protected, by the region that was lost, while it runs in the recovery region.
 */
export class FoundationStack extends TerraformStack {
  constructor(scope: Construct, id: string, { names, settings, regionKind }: FoundationStackProps) {
    super(scope, id);
    const { region } = settings[regionKind];
    addProvider(this, { names, region });
    keepStateIn(this, { names, region });

    const { key } = new EncryptionKey(this, 'encryption-key', { names, region });
    // Images are pushed in the primary region and replicated from there; a replica of a replica is not made.
    const { repository } = new ImageRepository(this, 'image-repository', {
      names,
      kmsKeyArn: key.arn,
      ...(regionKind === 'primary' ? { replicateTo: settings.recovery.region } : {}),
    });
    new ContinuityVault(this, 'continuity-vault', {
      names,
      region,
      kmsKeyArn: key.arn,
      vaultDays: settings.retention.vaultDays,
      auditDays: settings.retention.auditDays,
    });
    new AuditTrail(this, 'audit-trail', { names, region, keepDays: settings.retention.auditDays });
    // AWS Backup leaves a service alone in a region until it is opted in, and copies no table to another region without its
    // own management of DynamoDB's backups (AWS Backup developer guide, "Advanced DynamoDB backup").
    new BackupRegionSettings(this, 'backup-settings', {
      resourceTypeOptInPreference: { DynamoDB: true },
      resourceTypeManagementPreference: { DynamoDB: true },
      // AWS answers with every service that it knows, more each year; those are not ours to set.
      lifecycle: {
        ignoreChanges: ['resource_type_opt_in_preference', 'resource_type_management_preference'],
      },
    });
    new ApiDomain(this, 'api-domain', {
      names,
      domainName: settings.domain.api,
      zoneName: settings.domain.zone,
    });
    if (regionKind === 'recovery') new SwitchBucket(this, 'failover-switch', { names, region });

    new TerraformOutput(this, 'encryption-key-arn', { value: key.arn });
    new TerraformOutput(this, 'image-repository-url', { value: repository.repositoryUrl });
  }
}
