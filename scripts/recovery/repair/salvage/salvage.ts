import type { Action } from '../../aws/action';
import { inParallel } from '../../aws/in-parallel';
import { byKey } from '../history/by-key';
import { Decisions } from '../history/decisions';
import type { Histories } from '../history/histories';
import { judgeBy } from '../history/judge';
import { readHistories } from '../history/read-histories';
import type { Decision, ReviewEntry } from '../history/review';
import { reviewEntry } from '../history/entry';
import { namesOf, writeExactly, writeUnits } from '../history/write-exactly';
import { CompiledRules } from '../../items/rules/compile';
import type { Rules } from '../../items/rules';
import { TokenBucket } from '../../aws/token-bucket';
import { partitionsOf, type PartitionGroup } from '../history/partitions';
import { readImages } from './read-images';
import type { ItemWrite } from '../history/settling';
import { settlePartition, type SettledPartition } from './settle-partition';

export interface SalvageRequest {
  /** The table that was written to until the halt, and the one that was restored from it. */
  readonly source: string;
  readonly table: string;
  /** The restore point, ISO 8601. */
  readonly since: string;
  readonly rules: Rules;
  /** Whether the service may write to the restored table meanwhile, or has since it was restored. */
  readonly shared: boolean;
  /** Whether anything is written. */
  readonly apply: boolean;
  /** What people decided. @default nothing */
  readonly decisions?: readonly Decision[];
  /** Read units, and again write units, per second. @default 1,000 */
  readonly unitsPerSecond?: number;
}

/** What a salvage did, or would do. Keys, times and fingerprints; no value. */
export interface SalvageResult {
  /** Changes that the log tells since the restore point, and items that they are about. */
  readonly changes: number;
  readonly items: number;
  /** Items written and deleted in the restored table; when nothing was applied, those that would be. */
  readonly written: number;
  readonly deleted: number;
  /** Items among them for which writes on top of a corrupted image were carried over. */
  readonly merged: number;
  /** Items that are as they should be already, by an earlier run or because nothing of them is missing. */
  readonly there: number;
  /** Items that bad writes alone had changed. */
  readonly onlyBad: number;
  /** Items whose time was over. */
  readonly expired: number;
  /** Items about which people have decided. */
  readonly decided: number;
  /** Write units that the writes cost, about; indexes come on top. */
  readonly writeUnits: number;
  /** Items that wait for a person. */
  readonly review: readonly ReviewEntry[];
}

/** What a new on-demand table takes at once without being throttled, and a fraction of what the service may need. */
const UNITS_PER_SECOND = 1_000;
/** Partitions, or batches of them, at the same time. */
const WIDTH = 8;

/**
 * Brings the legitimate writes made since the restore point back into the restored table: of each item the newest image
 * that passes validation and was not made from a corrupted one, deletions included. Every write is on condition that
 * the restored item is exactly what the restore brought, so that nothing newer is overwritten. What cannot be decided is
 * listed. It may be killed at any moment and run again: the table itself tells what is done.
 *
 * @throws Stop LOG_UNREACHABLE, TOO_MANY_CHANGES (precondition)
 */
export async function salvage(action: Action, request: SalvageRequest): Promise<SalvageResult> {
  const { source, since, rules: file, decisions = [] } = request;
  const { target, clock } = action;
  const { environment, accountId } = target.names;
  const rules = new CompiledRules(file, { environment, accountId, region: target.region });
  const judge = judgeBy(rules, file);
  const { histories } = await readHistories(action, source, {
    judge,
    since: Date.parse(since),
    keepClean: true,
  });
  const worker = new Salvage(action, request, {
    histories,
    since: request.shared ? await readImages(action, request.table, histories) : new Map(),
    rules,
    decisions: new Decisions(decisions, judge),
    now: clock.now(),
  });
  return worker.run();
}

interface Known {
  readonly histories: Histories;
  /** By partition, then as `SettleProps`. */
  readonly since: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  readonly rules: CompiledRules;
  readonly decisions: Decisions;
  readonly now: number;
}

class Salvage {
  private readonly reads: TokenBucket;
  private readonly writes: TokenBucket;
  private readonly review: ReviewEntry[] = [];
  private readonly counts = {
    items: 0,
    written: 0,
    deleted: 0,
    merged: 0,
    there: 0,
    onlyBad: 0,
    expired: 0,
    decided: 0,
    writeUnits: 0,
  };

  constructor(
    private readonly action: Action,
    private readonly request: SalvageRequest,
    private readonly known: Known,
  ) {
    const { unitsPerSecond = UNITS_PER_SECOND } = request;
    this.reads = new TokenBucket(action, unitsPerSecond);
    this.writes = new TokenBucket(action, unitsPerSecond);
  }

  async run(): Promise<SalvageResult> {
    const { action, known, request } = this;
    const { histories, rules } = known;
    const reader = { action, table: request.table, tokens: this.reads };
    await inParallel(partitionsOf(histories, rules, reader), WIDTH, (group) => this.settle(group));
    const review = this.review.sort(byKey);
    return { changes: histories.changes, ...this.counts, review };
  }

  private async settle(group: PartitionGroup): Promise<void> {
    const { rules, decisions, now } = this.known;
    const none = new Map<string, ReadonlySet<string>>();
    for (const { PK, traces, present } of await group()) {
      const settled = settlePartition({
        PK,
        traces,
        present,
        rules,
        decisions,
        now,
        since: this.known.since.get(PK) ?? none,
      });
      const { wishes, review } = settled;
      this.review.push(...review);
      this.count(settled, traces.size);
      for (const wish of wishes) {
        const outcome = this.request.apply ? await this.write(wish, PK) : 'written';
        if (outcome === 'written') this.note(wish, traces.get(wish.SK)?.merged ?? 0);
      }
    }
    this.action.progress(`${this.counts.items} items looked at, ${this.counts.written} to bring back`);
  }

  private async write(wish: ItemWrite, PK: string): Promise<string> {
    const { action, request, known } = this;
    const { SK, present, wanted } = wish;
    const trace = known.histories.traceOf({ PK, SK });
    const outcome = await writeExactly({
      action,
      table: request.table,
      tokens: this.writes,
      present,
      wanted,
      otherwise: namesOf(wanted, trace?.clean, trace?.actual),
    });
    if (outcome === 'written' || trace === undefined) return outcome;
    const why =
      outcome === 'changed'
        ? ({ kind: 'changed since', reason: 'it was written while it was salvaged' } as const)
        : ({
            kind: 'too large',
            reason: 'it has too many attributes to be compared in a condition',
          } as const);
    if (this.review.every(({ key }) => key.PK !== PK || key.SK !== SK))
      this.review.push(reviewEntry({ PK, SK }, trace, { ...why, present }));
    return outcome;
  }

  private count({ there, onlyBad, expired, decided }: SettledPartition, items: number): void {
    this.counts.items += items;
    this.counts.there += there;
    this.counts.onlyBad += onlyBad;
    this.counts.expired += expired;
    this.counts.decided += decided;
  }

  private note({ present, wanted }: ItemWrite, merged: number): void {
    this.counts[wanted === undefined ? 'deleted' : 'written'] += 1;
    this.counts.merged += merged > 0 ? 1 : 0;
    this.counts.writeUnits += Math.max(writeUnits(wanted), writeUnits(present));
  }
}
