import { isExpiry } from '../../stream';
import { keyText, type ItemKey } from '../../items/item';
import type { Rules } from '../../items/rules';
import type { CompiledRules } from '../../items/rules/compile';
import { BoundedSet, OldestOf } from './bounded';
import type { BlastRadius, RestorePointFindings } from './findings';
import { ChangeJudge, type Observed } from './judge-change';
import { byAge, type QuestionedWrite } from './questioned-write';
import { RareDeletions } from './rare-deletions';
import { References, type Settled, type TableOfNow } from './references';
import { Timeline } from './timeline';
import { BulkDeletions, Rate, type KnownWrite, type Unusual } from './unusual';

/** What is counted one by one at most: a damaged table may have any number. */
const ITEMS = 100_000;
const KEYS = 1_000;
const RULES = 50;

export interface AnalysisProps {
  readonly rules: CompiledRules;
  readonly changes: Rules['changes'];
  /** Whether every write is told, or only the last one of each item. */
  readonly everyWrite: boolean;
}

/**
 * Judges the changes of a table one by one, in memory that does not grow with their number: counts by second, and items
 * up to a bound. Changes of one item must come in their order; those of different items may come in any.
 */
export class Analysis {
  changes = 0;
  readonly timeline = new Timeline();
  private readonly judge: ChangeJudge;
  private readonly references = new References();
  private readonly deletions = new RareDeletions();
  private readonly bulk: readonly BulkDeletions[];
  private readonly rates: readonly Rate[];
  private readonly corrupted = new BoundedSet(ITEMS);
  /** Corrupted items whose next image still builds on the bad one. */
  private readonly tainted = new BoundedSet(ITEMS);
  private readonly users = new BoundedSet(ITEMS);
  private readonly brokenBefore = new BoundedSet(ITEMS);
  private readonly keys = new OldestOf<QuestionedWrite>(KEYS, byAge);
  private readonly counts = new Map<string, number>();
  private badWrites = 0;
  private writesOnCorrupted = 0;
  private first: QuestionedWrite | undefined;

  constructor(private readonly props: AnalysisProps) {
    const { rules, changes, everyWrite } = props;
    this.judge = new ChangeJudge(rules, changes, everyWrite);
    this.bulk = changes.flatMap((rule) => (rule.kind === 'bulkDelete' ? [new BulkDeletions(rule)] : []));
    this.rates = changes.flatMap((rule) => (rule.kind === 'rate' ? [new Rate(rule)] : []));
  }

  note(change: Observed): void {
    this.changes += 1;
    // The table's own: nobody wrote anything.
    if (isExpiry(change)) return;
    const { at, since = at, name } = change;
    const { key, entity, objections, carried } = this.judge.judge(change);
    const id = keyText(key);
    if (objections.length > 0) {
      this.timeline.add(at, 'bad');
      this.object({ at: since, key }, id, objections);
      this.tainted.add(id);
    } else if (this.tainted.has(id)) {
      this.writesOnCorrupted += 1;
    } else {
      if (carried) this.brokenBefore.add(id);
      this.timeline.add(at, 'good');
    }
    if (name === 'REMOVE') this.tainted.delete(id);
    if (entity !== undefined) this.follow({ at, name, key, entity });
  }

  /** Looks up what the changes alone cannot tell. */
  async settle(table: TableOfNow): Promise<Settled> {
    const settled = await this.references.settle(table, (key) => this.props.rules.entityOf(key));
    for (const mark of settled.bad) this.turnBad(mark);
    return settled;
  }

  /** The first write that a rule objects to beyond doubt. */
  get firstBad(): QuestionedWrite | undefined {
    return this.first;
  }

  /** Deletions that belong to the first bad write, and come before it. @param since milliseconds: what is covered */
  deletedBefore(since: number): Unusual | undefined {
    return this.first && this.deletions.before(this.first.at, since);
  }

  /** What may be right and is not usual, oldest first. @param since milliseconds: what is covered */
  unusual(since: number): Unusual[] {
    const found = [...this.bulk.map((one) => one.find()), ...this.rates.map((one) => one.find(since))];
    return found.filter((one) => one !== undefined).sort(byAge);
  }

  /** @param at milliseconds: the restore point */
  blastRadius(at: number): BlastRadius {
    const { badWrites, writesOnCorrupted, corrupted, users, brokenBefore, timeline } = this;
    return {
      badWrites,
      corruptedItems: corrupted.count,
      affectedUsers: users.count,
      writesOnCorruptedItems: writesOnCorrupted,
      goodWritesAfter: timeline.good(at).after,
      brokenBefore: brokenBefore.count.count,
    };
  }

  /** The first bad write of each corrupted item, oldest first. */
  get badKeys(): QuestionedWrite[] {
    return this.keys.list();
  }

  /** Writes by rule, most first. @param since milliseconds: what is covered */
  ruleCounts(since: number): RestorePointFindings['rules'] {
    const certain = [...this.counts].map(([rule, writes]) => ({ rule, certain: true, writes }));
    const suspicious = this.unusual(since).map(({ rule, writes }) => ({ rule, certain: false, writes }));
    return [...certain, ...suspicious].sort((one, other) => other.writes - one.writes).slice(0, RULES);
  }

  /** Of everything that is held, but for the counts by second. */
  get held(): number {
    const { corrupted, tainted, users, brokenBefore, references, deletions, bulk, rates } = this;
    const sets = [corrupted, tainted, users, brokenBefore].map(({ count }) => count.count);
    const parts = [references, deletions, ...bulk, ...rates].map(({ size }) => size);
    return [...sets, ...parts, this.counts.size].reduce((sum, size) => sum + size, 0);
  }

  private follow(write: KnownWrite): void {
    const { name, at, key, entity } = write;
    for (const one of this.bulk) one.note(write);
    for (const one of this.rates) one.note(write);
    if (name === 'REMOVE' && entity.expires === undefined) this.deletions.note({ at, key });
    if (!this.props.everyWrite) return;
    const mark = this.references.note(write);
    if (mark !== undefined) this.turnBad(mark);
  }

  /** A write that was counted as good. */
  private turnBad({ at, key, rule }: QuestionedWrite): void {
    this.timeline.turnBad(at);
    this.object({ at, key }, keyText(key), [rule]);
  }

  private object(
    { at, key }: Pick<QuestionedWrite, 'at' | 'key'>,
    id: string,
    objections: readonly string[],
  ): void {
    const [rule = ''] = objections;
    const mark = { at, key, rule };
    this.badWrites += 1;
    for (const one of objections) this.count(one);
    if (this.first === undefined || byAge(mark, this.first) < 0) this.first = mark;
    if (this.corrupted.add(id)) this.keys.add(mark);
    const user = this.userOf(key);
    if (user !== undefined) this.users.add(user);
  }

  /** Who an item belongs to: its partition, unless it comes and goes on its own. */
  private userOf(key: ItemKey): string | undefined {
    return this.props.rules.entityOf(key)?.expires === undefined ? key.PK : undefined;
  }

  private count(rule: string): void {
    const name = this.counts.has(rule) || this.counts.size < RULES ? rule : 'other rules';
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
