import { hashText } from '../../validation/expected/expected-state';
import type { Item } from '../../items/item';
import type { CompiledRules } from '../../items/rules/compile';
import { sameItem } from '../history/attributes';
import { believedDeletions } from '../history/deletions';
import { brokenReferences, referredTo } from '../history/references';
import type { ReviewEntry } from '../history/review';
import {
  followDecisions,
  partitionAfter,
  ReviewList,
  type ItemWrite,
  type SettleProps,
} from '../history/settling';

export interface SalvagePartition extends SettleProps {
  /**
   * What the restored table's own stream tells since it was restored: hashes of the images that each item got there, by
   * sort key. An item that was changed and changed back would else look as the restore left it.
   */
  readonly since: ReadonlyMap<string, ReadonlySet<string>>;
  /** What goes away on its own is not brought back after its time. Milliseconds. */
  readonly now: number;
}

export interface SettledPartition {
  /** Changes of the restored table that bring legitimate writes back. */
  readonly wishes: readonly ItemWrite[];
  readonly review: readonly ReviewEntry[];
  /** Items whose newest legitimate image is there already. */
  readonly there: number;
  /** Items whose time was over before they could be brought back. */
  readonly expired: number;
  /** Items that bad writes alone had changed since: nothing of them is to be brought back. */
  readonly onlyBad: number;
  /** Items about which people have decided, and that are as they wished or will be. */
  readonly decided: number;
}

/**
 * Decides what of one partition is brought back into the restored table: of each item the newest legitimate image, as
 * long as nothing newer is there and no reference breaks. Everything that cannot be decided is listed.
 */
export function settlePartition(props: SalvagePartition): SettledPartition {
  const { PK, traces, present, rules, since, now } = props;
  const believed = believedDeletions(PK, traces, present, rules);
  const review = new ReviewList(props);
  const { settled, refused, writes } = followDecisions(props, review);
  const wishes = new Map(writes.map((write) => [write.SK, write]));
  let [there, expired, onlyBad] = [0, 0, 0];
  for (const [SK, trace] of traces) {
    if (settled.has(SK) || refused.has(SK)) continue;
    const { clean, deletion, derived, base, damage } = trace;
    if (derived !== undefined) review.add(SK, 'derived', derived.reason);
    else if (deletion !== undefined && !believed.has(SK))
      review.add(SK, 'deletion', 'a deletion that cannot be told from damage');
    const wanted = believed.has(SK) ? undefined : clean;
    const item = present.get(SK);
    if (sameItem(wanted, item)) {
      if (damage === undefined) there += 1;
      else if (!review.has(SK) && base.has(hashText(clean))) onlyBad += 1;
    } else if (wanted !== undefined && isOver(wanted, rules, now)) expired += 1;
    else if (onlyOurs(since.get(SK), wanted) && (base.has(hashText(item)) || sameItem(item, clean)))
      wishes.set(SK, { SK, present: item, wanted });
    else review.add(SK, 'changed since', 'the restored table holds something newer');
  }
  for (const { SK, reason } of dropBreaking({ PK, present, rules, wishes })) {
    review.add(SK, 'reference', reason);
  }
  const decided = settled.size;
  return { wishes: [...wishes.values()], review: review.entries, there, expired, onlyBad, decided };
}

/** Whether nobody but an earlier run can have written the item. */
function onlyOurs(images: ReadonlySet<string> | undefined, wanted: Item | undefined): boolean {
  return images === undefined || [...images].every((image) => image === hashText(wanted));
}

/** Whether an item has outlived its time. */
function isOver(item: Item, rules: CompiledRules, now: number): boolean {
  const expires = rules.entityOf({ PK: item.PK?.S ?? '', SK: item.SK?.S ?? '' })?.expires;
  return expires !== undefined && Number(item[expires]?.N) * 1000 <= now;
}

/** Takes wishes back until no reference is broken that holds now. @returns what was taken back, and why */
function dropBreaking({
  PK,
  present,
  rules,
  wishes,
}: Pick<SettleProps, 'PK' | 'present' | 'rules'> & { readonly wishes: Map<string, ItemWrite> }) {
  const dropped: { SK: string; reason: string }[] = [];
  if (wishes.size === 0) return dropped;
  const idOf = ({ from, to }: { from: string; to: string }): string => JSON.stringify([from, to]);
  const before = new Set(brokenReferences(PK, present, rules).map(idOf));
  for (;;) {
    const after = partitionAfter(present, wishes.values());
    const breaking = brokenReferences(PK, after, rules).filter((broken) => !before.has(idOf(broken)));
    if (breaking.length === 0) return dropped;
    for (const { from, to, reference } of breaking) {
      for (const SK of [from, to]) {
        const wish = wishes.get(SK);
        if (wish === undefined) continue;
        wishes.delete(SK);
        dropped.push({ SK, reason: `it would break: ${reference.name}` });
        if (wish.wanted !== undefined) continue;
        // A deletion that was believed because of this one.
        for (const other of [...wishes.values()]) {
          if (other.wanted !== undefined || !referredTo(PK, other.SK, rules).includes(SK)) continue;
          wishes.delete(other.SK);
          dropped.push({ SK: other.SK, reason: 'what it belongs to is not deleted' });
        }
      }
    }
  }
}
