import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, modify, parse } from 'jsonc-parser';
import { settingsSchema, type TableGenerations } from '../../../../settings/schema';
import type { RegionKind } from '../../../../settings/regions';

export interface SettingsFileProps {
  /** The folder of the settings files. */
  readonly directory: string;
  readonly environment: string;
  readonly regionKind: RegionKind;
}

/** What the settings file says of the tables of one region, as it is on the disk now. @throws Error when it is no settings file */
export function generationsInFile(props: SettingsFileProps): TableGenerations {
  return settingsSchema.parse(parse(readFileSync(pathOf(props), 'utf8'))).table[props.regionKind];
}

/** The serving region, as the settings file says on the disk now. @throws Error when it is no settings file */
export function servingInFile(props: Omit<SettingsFileProps, 'regionKind'>): RegionKind {
  return settingsSchema.parse(parse(readFileSync(pathOf(props), 'utf8'))).serving;
}

/**
 * Makes a table the active one of its region in the settings file, and an adopted one where it is not the original.
 * Names that were adopted stay, and so does the file's formatting: the change is a few lines to review and commit.
 *
 * @returns whether the file had to be changed
 */
export function writeActiveTable(props: SettingsFileProps, table: string, original: string): boolean {
  return rewrite(props, (text) => withActiveTable(text, props.regionKind, table, original));
}

/** Makes a region the serving one in the settings file. @returns whether the file had to be changed */
export function writeServing(props: Omit<SettingsFileProps, 'regionKind'>, serving: RegionKind): boolean {
  return rewrite(props, (text) => {
    const before = settingsSchema.parse(parse(text)).serving;
    return before === serving ? text : edit(text, ['serving'], serving);
  });
}

/** Writes the digest of an image into the settings file. @returns whether the file had to be changed */
export function writeImageDigest(
  props: Omit<SettingsFileProps, 'regionKind'>,
  setting: 'worker' | 'continuityAgent',
  digest: string,
): boolean {
  return rewrite(props, (text) => {
    const before = settingsSchema.parse(parse(text))[setting].imageDigest;
    return before === digest ? text : edit(text, [setting, 'imageDigest'], digest);
  });
}

function rewrite(props: Omit<SettingsFileProps, 'regionKind'>, change: (text: string) => string): boolean {
  const path = pathOf(props);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) return false;
  settingsSchema.parse(parse(after));
  // In one step: a kill leaves the old file or the new one.
  writeFileSync(`${path}.new`, after);
  renameSync(`${path}.new`, path);
  return true;
}

/** The text of a settings file with another active table. Pure. */
export function withActiveTable(
  text: string,
  regionKind: RegionKind,
  table: string,
  original: string,
): string {
  const { activeName, adoptedNames } = settingsSchema.parse(parse(text)).table[regionKind];
  const isNew = table !== original && !adoptedNames.includes(table);
  let edited = text;
  if (isNew) edited = edit(edited, ['table', regionKind, 'adoptedNames'], [...adoptedNames, table]);
  if (activeName !== table) edited = edit(edited, ['table', regionKind, 'activeName'], table);
  return edited;
}

function edit(text: string, path: string[], value: unknown): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

function pathOf({ directory, environment }: Omit<SettingsFileProps, 'regionKind'>): string {
  return join(directory, `${environment}.json`);
}
