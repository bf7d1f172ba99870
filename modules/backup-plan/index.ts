import { BackupPlan as AwsBackupPlan } from '@cdktf/provider-aws/lib/backup-plan';
import { BackupSelection } from '@cdktf/provider-aws/lib/backup-selection';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface BackupPlanProps {
  readonly names: Names;
  /** Vault of another region to which each backup is copied. @default no copy */
  readonly copyToVaultArn?: string;
}

const RULES = [
  { name: 'daily', schedule: 'cron(0 5 * * ? *)', keepDays: 35 },
  { name: 'monthly', schedule: 'cron(0 6 1 * ? *)', keepDays: 365 },
];

/**
 * Snapshots for compliance: daily ones kept 35 days, monthly ones a year. They are no answer to an incident: PITR and
 * the vault are minutes old, these are hours old (aws-facts.md, 3.15). The vault is made by the region's foundation.
 */
export class BackupPlan extends Construct {
  readonly plan: AwsBackupPlan;

  constructor(scope: Construct, id: string, { names, copyToVaultArn }: BackupPlanProps) {
    super(scope, id);
    this.plan = new AwsBackupPlan(this, 'plan', {
      name: names.backupPlan,
      rule: RULES.map(({ name, schedule, keepDays }) => ({
        ruleName: name,
        targetVaultName: names.backupVault,
        schedule,
        startWindow: 60,
        completionWindow: 480,
        lifecycle: { deleteAfter: keepDays },
        ...(copyToVaultArn === undefined
          ? {}
          : { copyAction: [{ destinationVaultArn: copyToVaultArn, lifecycle: { deleteAfter: keepDays } }] }),
      })),
    });
    // By tag, so that a restored table is in the plan as soon as its tags are back.
    new BackupSelection(this, 'selection', {
      name: names.backupPlan,
      planId: this.plan.id,
      iamRoleArn: names.roleArn('backup'),
      selectionTag: [{ type: 'STRINGEQUALS', key: names.backupTag.key, value: names.backupTag.value }],
    });
  }
}
