import type { InputOf } from '../declaration';
import type { secretsBackup } from '../declaration/protection';
import { EXIT } from '../support/exit-status';
import { actionOf, type Call, type Operation } from '../support/operation';
import { readPointer } from '../../recovery/service/pointer/pointer';
import {
  backupSecrets,
  planBackup,
  type BackupRequest,
  type BackupResult,
} from '../../recovery/protect/secrets';
import { namesInTable } from '../../recovery/secrets';
import { vaultOfBackup } from '../../recovery/vault';
import type { SecretsAction } from '../../recovery/vault/secrets';
import { someOf, withSecrets } from './work';

/** One round of sealing. */
export function run({ table, dryRun, ...input }: InputOf<typeof secretsBackup>, call: Call): Promise<number> {
  return withSecrets(call, input, {
    regions: vaultOfBackup,
    work: async (action, operation) => {
      const request = await requestFor(operation, table);
      return dryRun
        ? plan(action, operation, request)
        : print(action, operation, await backupSecrets(action, request));
    },
  });
}

async function requestFor(operation: Operation, table: boolean): Promise<BackupRequest> {
  if (!table) return { named: () => [] };
  const action = actionOf(operation);
  const { tableName } = await readPointer(action);
  return { named: () => namesInTable(action, action.clients.dynamodb, tableName) };
}

async function plan(action: SecretsAction, { output }: Operation, request: BackupRequest): Promise<number> {
  const planned = await planBackup(action, request);
  const { toSeal, secrets, removed, empty, dangling } = planned;
  output.result({ dryRun: true, ...planned }, [
    `would seal ${toSeal} of ${secrets} secrets of ${action.vault.source} into ${action.vault.bucket}, and drop ${removed} that are gone`,
    ...(empty === 0 ? [] : [`${empty} have no value`]),
    ...someOf(dangling, 'connections point to a secret that does not exist'),
  ]);
  return EXIT.done;
}

function print({ vault }: SecretsAction, { output }: Operation, result: BackupResult): number {
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
  return unreadable.length > 0 ? EXIT.failed : EXIT.done;
}
