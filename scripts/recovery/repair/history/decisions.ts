import type { Item, ItemKey } from '../../items/item';
import { keyText } from '../../items/item';
import { fingerprintOf } from './attributes';
import type { DamageJudge } from './judge';
import type { Decision, ReviewKind } from './review';
import type { Trace } from './trace';

/** What came of a decision: nothing is to be written, an item is (undefined: deleted), or it does not hold. */
export type Decided =
  | { readonly is: 'kept' }
  | { readonly is: 'wanted'; readonly item: Item | undefined }
  | { readonly is: 'refused'; readonly kind: ReviewKind; readonly reason: string };

/** What people decided, by item. */
export class Decisions {
  private readonly byKey: ReadonlyMap<string, Decision>;

  constructor(
    decisions: readonly Decision[],
    private readonly judge: DamageJudge,
  ) {
    this.byKey = new Map(decisions.map((decision) => [keyText(decision.key), decision]));
  }

  /** @param present the item in the table now @returns undefined: nobody has decided */
  of(
    key: ItemKey,
    { clean, actual }: Pick<Trace, 'clean' | 'actual'>,
    present: Item | undefined,
  ): Decided | undefined {
    const found = this.byKey.get(keyText(key));
    if (found === undefined) return undefined;
    const { decision } = found;
    if (decision === 'keep-restored' || decision === 'keep-live') return { is: 'kept' };
    const item = decision === 'take-newest' ? actual : decision === 'take-before' ? clean : undefined;
    const now = fingerprintOf(present);
    // Written by an earlier run.
    if (now === fingerprintOf(item)) return { is: 'kept' };
    if (now !== found.present) {
      return { is: 'refused', kind: 'changed since', reason: 'it is no more what was decided about' };
    }
    const problem = item === undefined ? undefined : this.judge.problemOf({ before: undefined, after: item });
    if (problem !== undefined) return { is: 'refused', kind: 'breaks a rule', reason: problem };
    return { is: 'wanted', item };
  }
}
