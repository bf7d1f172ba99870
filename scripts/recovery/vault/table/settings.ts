import { isoTime } from '../../../engine/clock';
import { canonicalJson, type Json } from '../../../engine/json';
import type { Action } from '../../aws/action';
import type { TableSettings } from '../../table/settings';
import { readDocument, writeDocument } from '../documents';
import { gap } from '../faults';
import { settingsCopy, tableKeys, type SettingsCopy } from './format';
import type { ChangesVault } from './vault';

/** @returns undefined when there is none yet @throws Stop VAULT_TAMPERED (precondition) */
export async function readSettingsCopy(
  { changes, source }: ChangesVault,
  table: string,
): Promise<SettingsCopy | undefined> {
  return (await readDocument(changes, tableKeys(source, table).settings, settingsCopy))?.content;
}

/** @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) */
export async function requireSettingsCopy(vault: ChangesVault, table: string): Promise<SettingsCopy> {
  const copy = await readSettingsCopy(vault, table);
  if (copy === undefined) throw gap(vault.changes, tableKeys(vault.source, table).settings);
  return copy;
}

/** Whether a table's settings are other than the copy of them. @throws Stop VAULT_TAMPERED (precondition) */
export async function differsFromCopy(
  vault: ChangesVault,
  table: string,
  settings: TableSettings,
): Promise<boolean> {
  const copy = await readSettingsCopy(vault, table);
  return copy === undefined || !sameJson(copy.settings, settings);
}

/** Copies a table's settings, where they differ from the copy. @returns whether they did */
export async function keepSettings(
  { vault, clock }: { readonly vault: ChangesVault; readonly clock: Pick<Action['clock'], 'now'> },
  table: string,
  settings: TableSettings,
): Promise<boolean> {
  const { changes, source } = vault;
  const key = tableKeys(source, table).settings;
  for (;;) {
    const before = await readDocument(changes, key, settingsCopy);
    if (before !== undefined && sameJson(before.content.settings, settings)) return false;
    const content = { schema: 1, table, readAt: isoTime(clock.now()), settings };
    if ((await writeDocument(changes, key, { content, etag: before?.etag })) !== undefined) return true;
  }
}

function sameJson(one: unknown, other: unknown): boolean {
  return canonicalJson(one as Json) === canonicalJson(other as Json);
}
