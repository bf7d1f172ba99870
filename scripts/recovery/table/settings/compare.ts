import { canonicalJson, type Json } from '../../../engine/json';
import { isUnavailable } from './read';
import type { JsonObject, Pair, Setting, TableSettings } from './setting';
import { SETTINGS } from './settings';

/** A setting that is not proved to be as wanted. */
export interface Difference extends JsonObject {
  readonly setting: string;
  readonly wanted: Json;
  readonly actual: Json;
  /** False: it could not be read or is not known to this tool, so nobody can say whether it is right. */
  readonly verified: boolean;
  readonly explanation: string;
}

/** @returns every setting that differs or cannot be compared; none when the table is as wanted */
export function compareSettings(wanted: TableSettings, actual: TableSettings): Difference[] {
  const differences = SETTINGS.flatMap((setting) => compareOne(setting, { wanted, actual }));
  const unknown = [...new Set([...wanted.unknown, ...actual.unknown])].sort().map((field) => ({
    setting: field,
    wanted: wanted.unknown.includes(field) ? 'present' : 'absent',
    actual: actual.unknown.includes(field) ? 'present' : 'absent',
    verified: false,
    explanation: `DynamoDB describes ${field}, which this tool does not know: look at both tables by hand`,
  }));
  return [...differences, ...unknown];
}

export function isSame(setting: Setting, pair: Pair): boolean {
  const [wanted = null, actual = null] = [pair.wanted.values[setting.id], pair.actual.values[setting.id]];
  return setting.same?.(wanted, actual, pair) ?? canonicalJson(wanted) === canonicalJson(actual);
}

function compareOne(setting: Setting, pair: Pair): Difference[] {
  const { id } = setting;
  const [wanted = null, actual = null] = [pair.wanted.values[id], pair.actual.values[id]];
  const unavailable = [wanted, actual].find(isUnavailable);
  if (unavailable !== undefined) {
    const explanation = `${id} could not be read: ${unavailable.unavailable}`;
    return [{ setting: id, wanted, actual, verified: false, explanation }];
  }
  if (isSame(setting, pair)) return [];
  return [{ setting: id, wanted, actual, verified: true, explanation: explain(id, wanted, actual) }];
}

/** Says what differs, down to the innermost value: settings of many indexes are long. */
export function explain(what: string, wanted: Json, actual: Json): string {
  if (!isObject(wanted) || !isObject(actual)) {
    return `${what} should be ${canonicalJson(wanted)} and is ${canonicalJson(actual)}`;
  }
  return [...new Set([...Object.keys(wanted), ...Object.keys(actual)])]
    .map((key) => [key, wanted[key] ?? null, actual[key] ?? null] as const)
    .filter(([, a, b]) => canonicalJson(a) !== canonicalJson(b))
    .map(([key, a, b]) => explain(`${what}.${key}`, a, b))
    .join('; ');
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
