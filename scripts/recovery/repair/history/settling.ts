import type { Item } from '../../items/item';
import type { CompiledRules } from '../../items/rules/compile';
import type { Decisions } from './decisions';
import { reviewEntry } from './entry';
import type { Partition } from './references';
import type { ReviewEntry, ReviewKind } from './review';
import type { Trace } from './trace';

/** What is known of one partition when rewind or salvage decides about its items. */
export interface SettleProps {
  readonly PK: string;
  readonly traces: ReadonlyMap<string, Trace>;
  /** The partition as it is now, in the table that will be written to. */
  readonly present: Partition;
  readonly rules: CompiledRules;
  readonly decisions: Decisions;
}

/** A change of one item of the partition, on condition that it is as it was found. */
export interface ItemWrite {
  readonly SK: string;
  readonly present: Item | undefined;
  /** undefined: it is to be deleted. */
  readonly wanted: Item | undefined;
}

/** Items that a person must look at, each once, with the first reason. */
export class ReviewList {
  private readonly listed = new Map<string, ReviewEntry>();

  constructor(private readonly props: Pick<SettleProps, 'PK' | 'traces' | 'present'>) {}

  /** An item without a trace did not change: nobody has to look at it. */
  add(SK: string, kind: ReviewKind, reason: string): void {
    const { PK, traces, present } = this.props;
    const trace = traces.get(SK);
    if (trace === undefined || this.listed.has(SK)) return;
    this.listed.set(SK, reviewEntry({ PK, SK }, trace, { kind, reason, present: present.get(SK) }));
  }

  has(SK: string): boolean {
    return this.listed.has(SK);
  }

  get entries(): ReviewEntry[] {
    return [...this.listed.values()];
  }
}

export interface FollowedDecisions {
  /** Sort keys of items that are as people wished, or will be. */
  readonly settled: ReadonlySet<string>;
  /** Sort keys of items whose decision cannot be followed: they are in the review list. */
  readonly refused: ReadonlySet<string>;
  /** What is to be written for it. */
  readonly writes: readonly ItemWrite[];
}

/** What people decided about the items of a partition; decisions that cannot be followed go to the review list. */
export function followDecisions(
  { PK, traces, present, decisions }: SettleProps,
  review: ReviewList,
): FollowedDecisions {
  const settled = new Set<string>();
  const refused = new Set<string>();
  const writes: ItemWrite[] = [];
  for (const [SK, trace] of traces) {
    const item = present.get(SK);
    const decision = decisions.of({ PK, SK }, trace, item);
    if (decision === undefined) continue;
    if (decision.is === 'refused') {
      refused.add(SK);
      review.add(SK, decision.kind, decision.reason);
      continue;
    }
    settled.add(SK);
    if (decision.is === 'wanted') writes.push({ SK, present: item, wanted: decision.item });
  }
  return { settled, refused, writes };
}

/** The partition as it will be. */
export function partitionAfter(
  present: Partition,
  writes: Iterable<Pick<ItemWrite, 'SK' | 'wanted'>>,
): Partition {
  const after = new Map(present);
  for (const { SK, wanted } of writes) {
    if (wanted === undefined) after.delete(SK);
    else after.set(SK, wanted);
  }
  return after;
}
