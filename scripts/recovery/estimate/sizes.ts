import type { Action } from '../aws/action';
import { readPointer } from '../service/pointer/pointer';
import { newestRoot, type SecretsVault } from '../vault/secrets';
import { requireTable } from '../table/describe-table';
import { workloadOf, type Known, type Workload } from './workload';

/**
 * The live sizes: of the table from DescribeTable, up to six hours old (aws-facts.md, 1.33); the number of secrets from
 * the newest catalogue of the vault. Where there is none, or it cannot be read, secrets are estimated from the items.
 *
 * @param given figures that replace what was read
 * @throws Stop TABLE_MISSING, CONFIG_MISSING
 */
export async function readSizes(action: Action, vault: SecretsVault, given: Known = {}): Promise<Workload> {
  const { tableName } = await readPointer(action);
  const { ItemCount: items = 0, TableSizeBytes: bytes = 0 } = await requireTable(action, tableName);
  const table = `${tableName} (DescribeTable, up to six hours old)`;
  if (given.secrets !== undefined)
    return workloadOf({ items, bytes, ...given }, `${table}; secrets as given`);
  const { secrets, from } = await countSecrets(vault);
  return workloadOf({ items, bytes, secrets, ...given }, `${table}; ${from}`);
}

async function countSecrets(vault: SecretsVault): Promise<{ secrets?: number; from: string }> {
  try {
    const root = await newestRoot(vault);
    if (root === undefined) return { from: 'secrets estimated from the items: the vault is empty' };
    return { secrets: root.secrets, from: `secrets of the vault as of ${root.startedAt}` };
  } catch (error) {
    return { from: `secrets estimated from the items: the vault cannot be read (${(error as Error).name})` };
  }
}
