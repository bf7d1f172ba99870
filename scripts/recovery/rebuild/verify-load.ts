import { stop } from '../../engine/errors';
import type { Action } from '../aws/action';
import { increment } from '../items/digest/tally';
import { keyOf } from '../items/item';
import { CompiledRules } from '../items/rules/compile';
import type { Rules } from '../items/rules/rules';
import { compareItems, type ItemComparison } from './digest/compare-items';
import { sideOfTable, sideOfVault } from './digest/sides';
import type { VaultContents } from './vault-contents';

export interface VerifyLoadProps {
  readonly table: string;
  readonly contents: VaultContents;
  readonly rules: Rules;
}

/** What a loaded table holds, compared with what the vault says that it must hold. */
export interface LoadComparison extends ItemComparison {
  /** Items by entity, without those that come and go on their own. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Reads the whole table and, once more, the whole vault, and compares every item. The expected state is worked out in
 * another way than it is loaded: from the newest word about an item back, not by applying one after the other. So it
 * proves that nothing was lost, doubled or applied in the wrong order on the way from the vault to the table. It does not
 * prove that the vault is what the lost table was: that rests on the exports of AWS and on the order of its streams.
 *
 * Time to live must still be off, and nobody may write.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition), RULES_INVALID
 */
export async function verifyLoad(
  action: Action,
  { table, contents, rules }: VerifyLoadProps,
): Promise<LoadComparison> {
  const { names, region } = action.target;
  const compiled = new CompiledRules(rules, {
    environment: names.environment,
    accountId: names.accountId,
    region,
  });
  const counts = new Map<string, number>();
  const comparison = await compareItems(action, {
    expected: sideOfVault(contents),
    actual: sideOfTable(action, {
      dynamodb: action.clients.dynamodb,
      table,
      see: (item) => {
        const entity = compiled.entityOf(keyOf(item))?.name;
        if (entity !== undefined && !compiled.fleeting.has(entity)) increment(counts, entity);
      },
    }),
  });
  return { ...comparison, counts: Object.fromEntries([...counts].sort()) };
}

/** @throws Stop LOAD_DIFFERS (verification) naming the first keys */
export function requireEqual(
  table: string,
  { items, differences, differing, looked }: ItemComparison,
  next: string,
): void {
  if (differing === 0) return;
  const named = differences.slice(0, 5).map(({ key, kind }) => `${key.PK} ${key.SK} (${kind})`);
  throw stop('LOAD_DIFFERS', {
    table,
    actual: items.actual,
    expected: items.expected,
    differences: differences.length,
    differing,
    looked,
    named,
    next,
  });
}
