import { observedValue } from '../aws/observe';
import type { RoundResult } from './protect';
import type { ProtectResult } from './protect-table';

/**
 * Parts of a round that failed, by the names of their fields in its result; none: the round has done what it is for.
 * The one rule for the status of the command and for the alarm on its log.
 */
export function failuresOf({ table, secrets, metrics }: Omit<RoundResult, 'outcome' | 'failed'>): string[] {
  return [
    ...notSeen('table', table),
    ...tableFailures(observedValue(table)),
    ...notSeen('secrets', secrets),
    ...ifAny('secrets.unreadable', 'value' in secrets ? secrets.value.unreadable : []),
    ...notSeen('metrics', metrics),
  ];
}

function tableFailures(result: ProtectResult | undefined): string[] {
  if (result === undefined) return [];
  const { settings, changes, exports, window, halted } = result;
  const parts = { settings, changes, exports, window, halted };
  return [
    ...Object.entries(parts).flatMap(([part, looked]) => notSeen(`table.${part}`, looked)),
    ...ifAny('table.exports.failed', observedValue(exports)?.failed ?? []),
    ...ifAny('table.exports.problems', observedValue(exports)?.problems ?? []),
  ];
}

function notSeen(part: string, looked: object): string[] {
  return 'problem' in looked ? [part] : [];
}

function ifAny(part: string, found: readonly unknown[]): string[] {
  return found.length === 0 ? [] : [part];
}
