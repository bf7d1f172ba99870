import { visit } from 'jsonc-parser';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { z } from 'zod';
import { KNOWN_REGIONS, type Region } from './regions';
import { settingsSchema, type SettingsFile } from './schema';
import { SettingsError } from './settings-error';

/** The settings of one environment, after `RECOVERY_REGION` was applied. */
export interface Settings extends SettingsFile {
  readonly environment: string;
  /** The recovery region that the file names, whatever `RECOVERY_REGION` says. */
  readonly configuredRecoveryRegion: Region;
}

export interface SettingsSource {
  /** `SYNCWELL_ENV` picks the file; `RECOVERY_REGION` overrides the recovery region. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the folder of this module */
  readonly directory?: string;
}

/**
 * Reads `settings/<SYNCWELL_ENV>.json` and checks it.
 *
 * @throws SettingsError naming file, path, the value got and what is allowed, for every problem found
 */
export function loadSettings({ env, directory = __dirname }: SettingsSource): Settings {
  const environment = pickEnvironment(env.SYNCWELL_ENV, directory);
  const file = join(directory, `${environment}.json`);
  const shown = relative(process.cwd(), file);
  const content = parseJson(readFileSync(file, 'utf8'), shown);
  const result = settingsSchema.safeParse(content);
  if (!result.success) {
    throw new SettingsError(result.error.issues.flatMap((issue) => describe(issue, content, shown)));
  }
  const configuredRecoveryRegion = result.data.recovery.region;
  const region = pickRecoveryRegion(env.RECOVERY_REGION, result.data);
  return {
    ...result.data,
    recovery: { ...result.data.recovery, region },
    environment,
    configuredRecoveryRegion,
  };
}

/** The environments that have a settings file, in alphabetical order. */
export function listEnvironments(directory = __dirname): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'))
    .sort();
}

function pickEnvironment(value: string | undefined, directory: string): string {
  const allowed = listEnvironments(directory);
  if (value !== undefined && allowed.includes(value)) return value;
  const got = value === undefined || value === '' ? 'is not set' : `is ${JSON.stringify(value)}`;
  throw new SettingsError(
    [`SYNCWELL_ENV ${got}; allowed: ${allowed.join(', ')}.`],
    `export SYNCWELL_ENV=${allowed[0] ?? 'drill'}`,
  );
}

function pickRecoveryRegion(value: string | undefined, settings: SettingsFile): Region {
  if (value === undefined || value === '') return settings.recovery.region;
  const allowed = KNOWN_REGIONS.filter((region) => region !== settings.primary.region);
  const region = allowed.find((candidate) => candidate === value);
  if (region !== undefined) return region;
  const why = value === settings.primary.region ? 'is the primary region' : 'is not a known region';
  throw new SettingsError(
    [`RECOVERY_REGION ${JSON.stringify(value)} ${why}; allowed: ${allowed.join(', ')}.`],
    'unset RECOVERY_REGION',
  );
}

function parseJson(text: string, file: string): unknown {
  const content = parsed(text, file);
  const twice = duplicateKeys(text);
  if (twice.length === 0) return content;
  throw new SettingsError(twice.map((path) => `${file}: ${path}: is set twice; remove one of them`));
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`${file}: is not JSON: ${(error as Error).message}`]);
  }
}

/** Paths of keys that one object has twice: JSON.parse keeps the last without a word. */
function duplicateKeys(text: string): string[] {
  const twice: string[] = [];
  const objects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void objects.push(new Set()),
    onObjectEnd: () => void objects.pop(),
    onObjectProperty(name, _offset, _length, _line, _character, path) {
      const keys = objects.at(-1);
      if (keys?.has(name) === true) twice.push([...path(), name].join('.'));
      keys?.add(name);
    },
  });
  return twice;
}

function describe(issue: z.core.$ZodIssue, content: unknown, file: string): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${file}: ${[...issue.path, key].join('.')}: is not a known setting; remove it`,
    );
  }
  const path = issue.path.join('.') || '(whole file)';
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    content,
  );
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  return [`${file}: ${path}: got ${got}; ${allowedText(issue)}`];
}

function allowedText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `allowed: ${issue.values.map(String).join(', ')}`;
  return issue.message;
}
