import { readTableSettings, type TableSettings } from '../table/settings';
import { readSettingsCopy } from '../table-vault/settings';
import { tableVaultGap } from '../table-vault/place';
import { tableKeys } from '../table-vault/format';
import { vaultOf, type ChosenSource, type RebuildAction } from './source';

/**
 * Every setting of the table that is rebuilt: by the source itself where it answers, else by the vault's copy.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED, TABLE_MISSING (precondition)
 */
export async function readSourceSettings(
  action: RebuildAction,
  { class: kind, table }: Pick<ChosenSource, 'class' | 'table'>,
): Promise<TableSettings> {
  if (kind === 'replica') return readTableSettings(action, table);
  if (kind === 'point-in-time' && action.source !== undefined) return readTableSettings(action.source, table);
  const { changes, source } = vaultOf(action);
  const copy = await readSettingsCopy(changes, source, table);
  if (copy === undefined) throw tableVaultGap(changes, tableKeys(source, table).settings);
  return copy.settings;
}
