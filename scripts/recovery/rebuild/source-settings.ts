import type { Action } from '../aws/action';
import { readTableSettings, type TableSettings } from '../table/settings';
import { readSettingsCopy } from '../vault/table/settings';
import { tableVaultGap } from '../vault/table/place';
import { tableKeys } from '../vault/table/format';
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
