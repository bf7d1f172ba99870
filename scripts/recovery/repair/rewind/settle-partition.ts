import type { Item } from '../../items/item';
import type { CompiledRules } from '../../items/rules/compile';
import { sameItem } from '../history/attributes';
import type { Decisions } from '../history/decisions';
import { believedDeletions } from '../history/deletions';
import { reviewEntry } from '../history/entry';
import { brokenReferences, type BrokenReference, type Partition } from '../history/references';
import type { ReviewEntry, ReviewKind } from '../history/review';
import type { Trace } from '../history/trace';

export interface SettleProps {
  readonly PK: string;
  readonly traces: ReadonlyMap<string, Trace>;
  /** The partition in the live table, as it is now. */
  readonly present: Partition;
  readonly rules: CompiledRules;
  readonly decisions: Decisions;
}

/** A change of the live table that undoes damage. */
export interface Repair {
  readonly SK: string;
  readonly trace: Trace;
  /** As the log tells it last, unless a person decided about it. */
  readonly present: Item | undefined;
  /** undefined: a bad write made it, and it is to be deleted. */
  readonly wanted: Item | undefined;
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
  const { PK, traces, present, rules, decisions } = props;
  const believed = believedDeletions(PK, traces, present, rules);
  const repairs = new Map<string, Repair>();
  const review = new Map<string, ReviewEntry>();
  const list = (SK: string, kind: ReviewKind, reason: string): void => {
    const trace = traces.get(SK);
    if (trace === undefined || review.has(SK)) return;
    review.set(SK, reviewEntry({ PK, SK }, trace, { kind, reason, present: present.get(SK) }));
  };
  let there = 0;
  const decided = new Set<string>();
  for (const [SK, trace] of traces) {
    const { damage, derived, clean, actual } = trace;
    const item = present.get(SK);
    const decision = decisions.of({ PK, SK }, trace, item);
    if (decision?.is === 'refused') list(SK, decision.kind, decision.reason);
    else if (decision !== undefined) decided.add(SK);
    if (decision?.is === 'wanted')
      repairs.set(SK, {
        SK,
        trace,
        present: item,
        wanted: decision.item,
        reason: 'a person decided',
        byReference: false,
      });
    if (damage === undefined || decision !== undefined) continue;
    if (derived !== undefined) list(SK, 'derived', derived.reason);
    else if (sameItem(item, clean)) there += 1;
    else if (sameItem(item, actual))
      repairs.set(SK, { SK, trace, present: item, wanted: clean, reason: damage.reason, byReference: false });
    else list(SK, 'changed since', 'it is no more what the log told last');
  }
  settleReferences(props, repairs, list);
  for (const [SK, { deletion, damage, derived }] of traces) {
    const isSettled = damage !== undefined || repairs.has(SK) || believed.has(SK) || decided.has(SK);
    if (deletion === undefined || isSettled) continue;
    if (derived !== undefined) list(SK, 'derived', derived.reason);
    else if (!present.has(SK)) list(SK, 'deletion', 'a deletion that cannot be told from damage');
  }
  const waiting = [...review.values()].filter(({ key }) => !decided.has(key.SK));
  return { repairs: [...repairs.values()], review: waiting, there, decided: decided.size };
}

/** The stream floors times to the second. Milliseconds. */
const APART = 1000;

type List = (SK: string, kind: ReviewKind, reason: string) => void;

/** Undoes deletions and insertions that broke a reference, and lists whatever else about a broken one has changed. */
function settleReferences(props: SettleProps, repairs: Map<string, Repair>, list: List): void {
  const { PK, present, rules } = props;
  for (;;) {
    const broken = brokenReferences(PK, worldOf(present, repairs), rules);
    const repair = firstOf(broken, (one) => putBack(one, props, repairs) ?? takeOut(one, props, repairs));
    if (repair === undefined) {
      for (const { from, to, reference } of broken) {
        for (const SK of [from, to]) list(SK, 'reference', `it is broken: ${reference.name}`);
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

function worldOf(present: Partition, repairs: ReadonlyMap<string, Repair>): Partition {
  const world = new Map(present);
  for (const { SK, wanted } of repairs.values()) {
    if (wanted === undefined) world.delete(SK);
    else world.set(SK, wanted);
  }
  return world;
}
