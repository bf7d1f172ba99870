import type { ItemChange } from '../../stream';
import { compareSequences } from '../../stream';
import { hashText, MAXIMUM_CHANGED } from '../../validation/expected/expected-state';
import { keyOf, keyText } from '../../items/item';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { DamageJudge } from './judge';
import { advance, begin, type Trace } from './trace';

const SECOND = 1000;

export interface HistoriesProps {
  readonly judge: DamageJudge;
  /** The restore point, milliseconds. */
  readonly since: number;
  /** Whether items that are clean, and that no reference is about, are held too. */
  readonly keepClean: boolean;
  /** Items that are held at once. @default as validation */
  readonly most?: number;
}

/**
 * The history of every item that changed since the restore point, as far as a decision needs it: two images at most,
 * whatever the number of changes.
 */
export class Histories {
  private readonly partitions = new Map<string, Map<string, Trace>>();
  private held = 0;
  /** Changes that were taken in. */
  changes = 0;

  constructor(private readonly props: HistoriesProps) {}

  /**
   * Changes of one item must come in their order; one that was told already is passed over.
   *
   * @throws Stop TOO_MANY_CHANGES (precondition)
   */
  note(change: ItemChange): void {
    const { judge, since, keepClean, most = MAXIMUM_CHANGED } = this.props;
    // The second itself and the one before it: a restore may hold these changes, or not (see `ExpectedState`).
    const earliest = Math.floor(since / SECOND) * SECOND - SECOND;
    if (change.at < earliest) return;
    const { PK, SK } = keyOf(change.key);
    const partition = this.partitions.get(PK) ?? new Map<string, Trace>();
    let trace = partition.get(SK);
    if (trace !== undefined && compareSequences(change.sequence, trace.last.sequence) <= 0) return;
    this.changes += 1;
    if (trace === undefined) {
      this.held += 1;
      if (this.held > most) throw tooMany(most);
      trace = begin(change);
      partition.set(SK, trace);
      this.partitions.set(PK, partition);
    }
    advance(trace, change, judge);
    if (change.at < earliest + 2 * SECOND) trace.base.add(hashText(change.after));
    if (!keepClean && isIdle(trace, judge)) {
      partition.delete(SK);
      if (partition.size === 0) this.partitions.delete(PK);
      this.held -= 1;
    }
  }

  /** By partition key; within it by sort key. */
  get traces(): ReadonlyMap<string, ReadonlyMap<string, Trace>> {
    return this.partitions;
  }

  /** For people who look for a key. */
  traceOf(key: Parameters<typeof keyText>[0]): Trace | undefined {
    return this.partitions.get(key.PK)?.get(key.SK);
  }
}

/** Whether nothing about an item is left to decide: clean, and of a kind that nothing refers to and that refers to nothing. */
function isIdle({ damage, deletion, clean, actual }: Trace, judge: DamageJudge): boolean {
  if (damage !== undefined || deletion !== undefined) return false;
  const item = clean ?? actual;
  return item === undefined || judge.entityOf(item)?.deletion === 'alone';
}

function tooMany(most: number): Stop {
  return stop('TOO_MANY_CHANGES', { most });
}
