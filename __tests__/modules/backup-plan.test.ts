import { BackupPlan } from '../../modules/backup-plan';
import { names } from '../support/module-props';
import { synthModule } from '../support/synth';

const VAULT = names.backupVaultArn('us-west-2');

describe('the backup plan', () => {
  const synthesized = synthModule(
    (stack) => new BackupPlan(stack, 'backup-plan', { names, copyToVaultArn: VAULT }),
  );
  const rules = synthesized.only('aws_backup_plan').rule;

  it('keeps daily backups 35 days and monthly ones a year', () => {
    expect(rules.map(({ rule_name, lifecycle }: any) => [rule_name, lifecycle.delete_after])).toEqual([
      ['daily', 35],
      ['monthly', 365],
    ]);
  });

  it('copies each to the vault of the recovery region, for as long', () => {
    for (const { copy_action, lifecycle } of rules) {
      expect(copy_action).toEqual([{ destination_vault_arn: VAULT, lifecycle }]);
    }
  });

  it('copies nothing when no vault is given', () => {
    const alone = synthModule((stack) => new BackupPlan(stack, 'backup-plan', { names }));
    for (const rule of alone.only('aws_backup_plan').rule) expect(rule).not.toHaveProperty('copy_action');
  });

  it('takes whatever carries the tag, with the role that exists already', () => {
    expect(synthesized.only('aws_backup_selection')).toMatchObject({
      iam_role_arn: names.roleArn('backup'),
      selection_tag: [{ type: 'STRINGEQUALS', key: 'syncwell:backup', value: 'drill' }],
    });
  });
});
