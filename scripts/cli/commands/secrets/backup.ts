import type { Command } from 'commander';
import { readPointer } from '../../../recovery/service/pointer/pointer';
import { backupSecrets, planBackup, type BackupRequest } from '../../../recovery/protect/secrets/backup';
import type { BackupResult } from '../../../recovery/protect/secrets/result';
import { vaultOfBackup, type SecretsAction } from '../../../recovery/vault/secrets/connection';
import { namesInTable } from '../../../recovery/secrets/names-in-table';
import { EXIT, EXIT_HELP } from '../../support/exit-status';
import { actionOf, operatorCommand, type CommonOptions, type Operation } from '../../support/operation';
import { someOf, withSecrets } from './work';

interface BackupOptions extends CommonOptions {
  readonly from?: string;
  readonly table: boolean;
  readonly dryRun: boolean;
}

const HELP = `
One round: reads what changed since the last one and seals it under the key of the other region, into its vault. Run it
as often as you like, also twice at once. Values are never printed, logged or stored unsealed. Secrets come from the
list, which is five minutes late, and from the connections of the live table; --no-table leaves the table out.

For example:
  recover secrets backup
  recover secrets backup --dry-run
  recover secrets backup --from us-west-2 --no-table --json
${EXIT_HELP}`;

/** `recover secrets backup`: one round of sealing. */
export function secretsBackupCommand(): Command {
  return operatorCommand('backup', 'seal what changed into the vault of the other region')
    .option('--from <region>', 'the region whose secrets are sealed, instead of the one that serves')
    .option('--no-table', 'do not look for names in the live table')
    .option('--dry-run', 'print what would be sealed and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ from, table, dryRun, ...options }: BackupOptions) =>
      withSecrets({ ...options, ...(from === undefined ? {} : { region: from }) }, '--from', {
        place: vaultOfBackup,
        work: async (action, operation) => {
          const request = await requestFor(operation, table);
          if (dryRun) await plan(action, operation, request);
          else print(action, operation, await backupSecrets(action, request));
        },
      }),
    );
}

async function requestFor(operation: Operation, table: boolean): Promise<BackupRequest> {
  if (!table) return { named: () => [] };
  const action = actionOf(operation);
  const { tableName } = await readPointer(action);
  return { named: () => namesInTable(action, action.clients.dynamodb, tableName) };
}

async function plan(action: SecretsAction, { output }: Operation, request: BackupRequest): Promise<void> {
  const planned = await planBackup(action, request);
  const { toSeal, secrets, removed, empty, dangling } = planned;
  output.result({ dryRun: true, ...planned }, [
    `would seal ${toSeal} of ${secrets} secrets of ${action.vault.source} into ${action.vault.bucket}, and drop ${removed} that are gone`,
    ...(empty === 0 ? [] : [`${empty} have no value`]),
    ...someOf(dangling, 'connections point to a secret that does not exist'),
  ]);
}

function print({ vault }: SecretsAction, { output }: Operation, result: BackupResult): void {
  const { round, secrets, sealed, removed, empty, dangling, unreadable, coveredUntil } = result;
  output.result(result, [
    `round ${round}: ${secrets} secrets of ${vault.source} in ${vault.bucket}, ${sealed} sealed now, ${removed} dropped`,
    `changes up to ${coveredUntil ?? 'no known time'} are in the vault`,
    ...(empty === 0 ? [] : [`${empty} have no value`]),
    ...someOf(dangling, 'connections point to a secret that does not exist'),
    ...someOf(
      unreadable.map(({ name, code }) => `${name} (${code})`),
      'secrets could not be read',
    ),
  ]);
  if (unreadable.length > 0) process.exitCode = EXIT.failed;
}
