import type { PlannedChange } from './workspace';
import type { PlanSummary } from './infrastructure';

/** Sorts a plan's changes by what a recovery must know of them. Pure. */
export function summaryOf(changes: readonly PlannedChange[]): PlanSummary {
  const having = (...actions: readonly string[]): string[] =>
    changes
      .filter((change) => actions.some((action) => change.actions.includes(action)))
      .map(({ address }) => address);
  const losses = having('delete', 'forget');
  return {
    imports: changes.filter(({ imported }) => imported).map(({ address }) => address),
    creates: having('create').filter((address) => !losses.includes(address)),
    updates: having('update'),
    losses,
  };
}
