import type { Decision } from '../../../recovery/repair/history/review';
import {
  salvage as bringBack,
  type SalvageRequest,
  type SalvageResult,
} from '../../../recovery/repair/salvage/salvage';
import { loadRules } from '../../../recovery/items/rules';
import { stop } from '../../../engine/errors';
import type { Salvaged } from '../../facts';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface SalvageProps {
  readonly needs: readonly string[];
  /** Whether the service may write to the restored table meanwhile, or has since it was restored. */
  readonly shared: boolean;
  /** What people decided. @default nothing */
  readonly decisions?: readonly Decision[];
}

/** The document with what waits for a person. */
export const SALVAGE_REVIEW = 'salvage-review.json';

export function salvage({ needs, shared, decisions = [] }: SalvageProps): RecoveryStep {
  const requestOf = (context: RecoveryContext, apply: boolean): SalvageRequest => ({
    source: known(context, 'sourceTable'),
    table: known(context, 'restoredTable'),
    since: known(context, 'restorePoint'),
    rules: loadRules(),
    shared,
    apply,
    decisions,
  });
  const look = (context: RecoveryContext): Promise<SalvageResult> =>
    bringBack(actionOf(context), requestOf(context, false));
  return {
    id: 'salvage',
    title: 'Bring the legitimate writes back',
    why: 'What users did after the restore point is not in the restored table, right or wrong. The change stream of the old table still tells it: of each item the newest image that keeps to the rules and was not made from a corrupted one is written, on condition that the restored item is still what the restore brought. What only a person can decide is listed.',
    needs,
    budgetMinutes: 20,
    byHand:
      'npx recover salvage INCIDENT --dry-run shows what would be written; without --dry-run it asks, and writes. Without the tool: read the stream of the old table and put the newest good image of each item under a condition.',
    proves:
      'a second look at the log and the restored table finds nothing left to bring back but what is listed.',
    check: () => 'to do',
    async plan(context) {
      const result = await look(context);
      return wordsOf(result, 'would be');
    },
    async run(context) {
      const result = await bringBack(actionOf(context), requestOf(context, true));
      await context.world.keep(SALVAGE_REVIEW, reviewOf(context, result));
      await context.record({ salvaged: countsOf(result, context.facts.salvaged) });
    },
    async verify(context) {
      const { written, deleted, review } = await look(context);
      const left = written + deleted;
      if (left === 0) return { ...known(context, 'salvaged'), waiting: review.length };
      throw stop('SALVAGE_INCOMPLETE', { left, incident: context.incident });
    },
  };
}

/** What a journal keeps: counts. Those of a run that was killed are in the ones of the next: what is there is there. */
function countsOf({ review, ...counts }: SalvageResult, before: Salvaged | undefined): Salvaged {
  return {
    ...counts,
    written: counts.written + (before?.written ?? 0),
    deleted: counts.deleted + (before?.deleted ?? 0),
    waiting: review.length,
  };
}

function reviewOf(context: RecoveryContext, { review }: SalvageResult): object {
  return {
    incident: context.incident,
    source: known(context, 'sourceTable'),
    table: known(context, 'restoredTable'),
    since: known(context, 'restorePoint'),
    choices: ['keep-restored', 'take-newest', 'delete'],
    entries: review,
  };
}

/** In sentences, for people. */
export function wordsOf(
  result: Omit<SalvageResult, 'review'> & Pick<SalvageResult, 'review'>,
  how: string,
): string[] {
  const { changes, items, written, deleted, merged, there, onlyBad, expired, decided, review, writeUnits } =
    result;
  const kinds = new Map<string, number>();
  for (const { kind } of review) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const waiting = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    `${changes} changes of ${items} items since the restore point`,
    `${written} items ${how} brought back (${merged} of them merged field by field), ${deleted} ${how} deleted, for about ${writeUnits} write units`,
    `${there} are as they should be, ${onlyBad} were written by bad writes alone, ${expired} have outlived their time, ${decided} were decided`,
    review.length === 0 ? 'nothing waits for a person' : `${review.length} wait for a person: ${waiting}`,
  ];
}
