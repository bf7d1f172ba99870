import { canonicalJson, type Json } from '../../../runbook/json';
import { isUnavailable } from './read';
import type { Pair, Setting, TableSettings, JsonObject } from './setting';
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
  const explanation = `${id} should be ${canonicalJson(wanted)} and is ${canonicalJson(actual)}`;
  return [{ setting: id, wanted, actual, verified: true, explanation }];
}
