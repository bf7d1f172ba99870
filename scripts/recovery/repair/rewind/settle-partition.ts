import { sameItem } from '../history/attributes';
import { believedDeletions } from '../history/deletions';
import { brokenReferences, type BrokenReference } from '../history/references';
import type { ReviewEntry } from '../history/review';
import {
  followDecisions,
  partitionAfter,
  ReviewList,
  type ItemWrite,
  type SettleProps,
} from '../history/settling';
import type { Trace } from '../history/trace';

/** A change of the live table that undoes damage. */
export interface Repair extends ItemWrite {
  readonly trace: Trace;
  readonly reason: string;
  /** Whether only what it did to other items tells that it is damage: then the log must be complete. */
  readonly byReference: boolean;
}

export interface SettledPartition {
  readonly repairs: readonly Repair[];
  readonly review: readonly ReviewEntry[];
  /** Damaged items that are as they should be already. */
  readonly there: number;
  /** Items about which people have decided, and that are as they wished or will be. */
  readonly decided: number;
}

/**
 * Decides which items of one partition are rewound: the corrupted ones that nothing has been made of since, and those
 * whose coming or going broke a reference. Everything else that is not right, or may not be, is listed.
 */
export function settlePartition(props: SettleProps): SettledPartition {
  const { PK, traces, present, rules } = props;
  const believed = believedDeletions(PK, traces, present, rules);
  const review = new ReviewList(props);
  const { settled, refused, writes } = followDecisions(props, review);
  const repairs = new Map<string, Repair>();
  for (const write of writes) {
    const trace = traces.get(write.SK);
    if (trace !== undefined)
      repairs.set(write.SK, { ...write, trace, reason: 'a person decided', byReference: false });
  }
  let there = 0;
  for (const [SK, trace] of traces) {
    const { damage, derived, clean, actual } = trace;
    if (damage === undefined || settled.has(SK) || refused.has(SK)) continue;
    const item = present.get(SK);
    if (derived !== undefined) review.add(SK, 'derived', derived.reason);
    else if (sameItem(item, clean)) there += 1;
    else if (sameItem(item, actual))
      repairs.set(SK, { SK, trace, present: item, wanted: clean, reason: damage.reason, byReference: false });
    else review.add(SK, 'changed since', 'it is no more what the log told last');
  }
  settleReferences(props, repairs, review);
  for (const [SK, { deletion, damage, derived }] of traces) {
    const isSettled = damage !== undefined || repairs.has(SK) || believed.has(SK) || settled.has(SK);
    if (deletion === undefined || isSettled) continue;
    if (derived !== undefined) review.add(SK, 'derived', derived.reason);
    else if (!present.has(SK)) review.add(SK, 'deletion', 'a deletion that cannot be told from damage');
  }
  const waiting = review.entries.filter(({ key }) => !settled.has(key.SK));
  return { repairs: [...repairs.values()], review: waiting, there, decided: settled.size };
}

/** The stream floors times to the second. Milliseconds. */
const APART = 1000;

/** Undoes deletions and insertions that broke a reference, and lists whatever else about a broken one has changed. */
function settleReferences(props: SettleProps, repairs: Map<string, Repair>, review: ReviewList): void {
  const { PK, present, rules } = props;
  for (;;) {
    const broken = brokenReferences(PK, partitionAfter(present, repairs.values()), rules);
    const repair = firstOf(broken, (one) => putBack(one, props, repairs) ?? takeOut(one, props, repairs));
    if (repair === undefined) {
      for (const { from, to, reference } of broken) {
        for (const SK of [from, to]) review.add(SK, 'reference', `it is broken: ${reference.name}`);
      }
      return;
    }
    repairs.set(repair.SK, repair);
  }
}

type Undo = (
  broken: BrokenReference,
  props: SettleProps,
  repairs: ReadonlyMap<string, Repair>,
) => Repair | undefined;

/** The item that is referred to, when it was deleted while others referred to it. */
const putBack: Undo = ({ from, to, reference }, { traces, present }, repairs) => {
  const [target, source] = [traces.get(to), traces.get(from)];
  if (target?.deletion === undefined || target.derived !== undefined || target.actual !== undefined)
    return undefined;
  if (present.has(to) || repairs.has(to)) return undefined;
  const isOlder = source === undefined || source.existed || source.madeAt + APART < target.deletion.at;
  if (!isOlder) return undefined;
  return {
    SK: to,
    trace: target,
    present: undefined,
    wanted: target.clean,
    reason: broke(reference),
    byReference: true,
  };
};

/** The item that refers, when it was made although nothing was there to refer to, and nothing was made of it since. */
const takeOut: Undo = ({ from, to, reference }, { traces, present }, repairs) => {
  const [target, source] = [traces.get(to), traces.get(from)];
  const item = present.get(from);
  if (reference.equal !== undefined || source === undefined || item === undefined || repairs.has(from))
    return undefined;
  if (source.existed || source.changes > 1 || !sameItem(item, source.actual) || present.has(to))
    return undefined;
  const wasGone =
    target === undefined || (target.actual === undefined && target.last.at + APART < source.madeAt);
  if (!wasGone) return undefined;
  return {
    SK: from,
    trace: source,
    present: item,
    wanted: undefined,
    reason: broke(reference),
    byReference: true,
  };
};

function broke({ name }: BrokenReference['reference']): string {
  return `it broke: ${name}`;
}

function firstOf<Value, Result>(
  values: readonly Value[],
  find: (value: Value) => Result | undefined,
): Result | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
