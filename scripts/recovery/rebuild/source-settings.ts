import type { Action } from '../aws/action';
import { readTableSettings, type TableSettings } from '../table/settings';
import type { ChosenSource } from './source';
import { requireSettingsCopy, tableVaultToRestore } from '../vault/table';

/**
 * Every setting of the table that is rebuilt: by the replica itself, or by the vault's copy.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED, TABLE_MISSING (precondition)
 */
export async function readSourceSettings(
  action: Action,
  { class: kind, table }: Pick<ChosenSource, 'class' | 'table'>,
): Promise<TableSettings> {
  if (kind === 'replica') return readTableSettings(action, table);
  return (await requireSettingsCopy(tableVaultToRestore(action), table)).settings;
}
