import type { Action } from '../../aws/action';
import { canonicalJson, type Json } from '../../../engine/json';
import { isoTime } from '../../../engine/clock';
import type { Bucket } from '../../aws/s3-objects';
import type { TableSettings } from '../../table/settings';
import { settingsCopy, tableKeys, type SettingsCopy } from './format';
import { readStored, writeStored } from './stored';

/** @param bucket of the changes @returns undefined when there is none yet @throws Stop VAULT_TAMPERED */
export async function readSettingsCopy(
  bucket: Bucket,
  source: string,
  table: string,
): Promise<SettingsCopy | undefined> {
  return (await readStored(bucket, tableKeys(source, table).settings, settingsCopy))?.content;
}

export interface SettingsProps {
  readonly source: string;
  readonly table: string;
  readonly settings: TableSettings;
}

/** Whether a table's settings are other than what is kept of them. */
export async function differsFromCopy(
  bucket: Bucket,
  { source, table, settings }: SettingsProps,
): Promise<boolean> {
  const copy = await readSettingsCopy(bucket, source, table);
  return copy === undefined || !sameJson(copy.settings, settings);
}

/** Keeps a table's settings, where they differ from what is kept. @returns whether they did */
export async function keepSettings(
  { clock }: Pick<Action, 'clock'>,
  bucket: Bucket,
  { source, table, settings }: SettingsProps,
): Promise<boolean> {
  const key = tableKeys(source, table).settings;
  for (;;) {
    const before = await readStored(bucket, key, settingsCopy);
    if (before !== undefined && sameJson(before.content.settings, settings)) return false;
    const content = { schema: 1, table, readAt: isoTime(clock.now()), settings };
    if ((await writeStored(bucket, key, { content, etag: before?.etag })) !== undefined) return true;
  }
}

function sameJson(one: unknown, other: unknown): boolean {
  return canonicalJson(one as Json) === canonicalJson(other as Json);
}
