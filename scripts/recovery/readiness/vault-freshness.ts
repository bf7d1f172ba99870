import type { Action } from '../aws/action';
import { vaultOf } from '../rebuild/source';
import { secretsActionOf } from '../vault/secrets/connection';
import { readMark } from '../vault/secrets/mark';
import { readTableMark, restorePointOf } from '../vault/table/mark';
import type { Check, CheckResult, Seen } from './preflight';

/** How old the copies are that a lost region is rebuilt from. Each asks the region of the vault alone, for one object. */
export const FRESHNESS: Readonly<Record<string, Check<unknown>>> = {
  'table vault': tableFreshness,
  'secrets vault': (action) => secretsFreshness(action),
};

async function tableFreshness(action: Action): Promise<Seen> {
  const { changes, source } = vaultOf(action);
  const mark = await readTableMark(changes, source);
  const point = mark === undefined ? undefined : restorePointOf(mark);
  if (mark === undefined || point === undefined)
    return unknown('the vault says of no export that it is complete');
  return withinObjective(action, { at: point.at, detail: `${mark.table} is copied up to ${point.at}` });
}

/**
 * By the mark: a round that finds nothing changed makes no new catalogue, and a catalogue does not tell whether anybody
 * has looked since.
 *
 * @param told what else is said of the secrets
 */
export async function secretsFreshness(action: Action, told = ''): Promise<Seen> {
  const found = await readMark(secretsActionOf(action).vault);
  const before = told === '' ? '' : `${told}; `;
  if (found === undefined) return unknown(`${before}the vault does not say up to when it has their changes`);
  const { coveredUntil, unreadable } = found.mark;
  if (coveredUntil === null) return unknown(`${before}${unreadable} secrets could never be read`);
  const left = unreadable === 0 ? '' : `; the last round could not read ${unreadable} of them`;
  return withinObjective(action, {
    at: coveredUntil,
    detail: `${before}every change up to ${coveredUntil} is sealed${left}`,
  });
}

/** Says how old a copy is; one that is older than the objective can be rebuilt from as well, and somebody should know. */
export function withinObjective(
  { clock, target }: Pick<Action, 'clock' | 'target'>,
  { at, detail }: { readonly at: string; readonly detail: string },
): Seen {
  const minutes = target.settings.objectives.recoveryPointMinutes;
  const seconds = Math.max(0, Math.round((clock.now() - Date.parse(at)) / 1000));
  const said = `${detail}, ${seconds} s ago`;
  return seconds <= minutes * 60
    ? said
    : { result: 'warning', detail: `${said}. Older than the objective of ${minutes} minutes` };
}

function unknown(detail: string): Seen {
  return { result: 'warning', detail, next: 'npx recover doctor' };
}

/** The same, told only: what stops a rebuild is found out by the step that needs it. */
export function asWarning(seen: CheckResult): CheckResult {
  return seen.result === 'failed' ? { ...seen, result: 'warning' } : seen;
}
