import type { Action } from '../action';
import { readTableSettings, type TableSettings } from '../table/settings';
import { readSettingsCopy } from '../table-vault/settings';
import { tableVaultGap } from '../table-vault/place';
import { tableKeys } from '../table-vault/format';
import { vaultOf, type ChosenSource } from './source';

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
  const { changes, source } = vaultOf(action);
  const copy = await readSettingsCopy(changes, source, table);
  if (copy === undefined) throw tableVaultGap(changes, tableKeys(source, table).settings);
  return copy.settings;
}
