import type { Action } from '../../aws/action';
import { openLog, reachesBack, tooOld, type ChangeLog } from '../../stream';
import { itemHash } from '../../items/digest/canonical';
import { BUCKETS, bucketOf, increment, Tally } from '../../items/digest/tally';
import { keyFromText, keyOf, keyText, type Item } from '../../items/item';
import type { BadKey } from '../report';
import type { CompiledRules, Entity } from '../../items/rules/compile';
import { eachItem, scanTable, type ScanSource } from '../scan/scan-segment';
import { UNKNOWN, type ItemPass } from '../pass/item-pass';
import { ExpectedState, MAXIMUM_CHANGED } from './expected-state';
import { nameDifferences } from './name-differences';

/** How often the second pass is repeated while the source goes on changing. */
const ROUNDS = 3;
const SECOND = 1000;

export interface ComparisonProps {
  readonly action: Pick<Action, 'clock' | 'signal' | 'clients'>;
  readonly source: ScanSource & { readonly segments: number };
  /** Milliseconds. */
  readonly at: number;
  readonly rules: CompiledRules;
  readonly expires: (item: Item, entity: Entity | undefined) => boolean;
}

export interface ItemComparison {
  /** Why it could not be told, where it could not. */
  readonly unknown?: string;
  readonly differences: readonly Omit<BadKey, 'level'>[];
  /** Of how many buckets that differed how many were looked at. */
  readonly differing: number;
  readonly looked: number;
}

/** The other side of L3: what the table must hold, from the source as it is now and the log of what changed since. */
export class Comparison {
  readonly tally = new Tally();
  /** Items of the source now, by entity. */
  readonly sourceCounts = new Map<string, number>();
  /** Keys that changed while the source was read. */
  private readonly late = new Set<string>();

  private constructor(
    private readonly props: ComparisonProps,
    private readonly log: ChangeLog,
    readonly expected: ExpectedState,
  ) {}

  /** Reads the log. @returns why the state cannot be known, in a text */
  static async open(props: ComparisonProps): Promise<Comparison | string> {
    const { action, source, at, rules, expires } = props;
    const log = await openLog(action, source.table, at - SECOND);
    if (typeof log === 'string') return log;
    const expected = new ExpectedState(at, (item) => expires(item, rules.entityOf(keyOf(item))));
    const comparison = new Comparison(props, log, expected);
    await log.read((changes) => {
      for (const change of changes) expected.note(change);
    });
    return comparison.whyUnknown() ?? comparison;
  }

  /** Whether nothing changed in the source meanwhile, so that the sums are final. */
  get settled(): boolean {
    return this.late.size === 0;
  }

  /** Reads the source. */
  async scanSource(): Promise<void> {
    const { action, source, rules, expires } = this.props;
    const add = (item: Item): void => {
      const key = keyOf(item);
      const entity = rules.entityOf(key);
      const id = keyText(key);
      increment(this.sourceCounts, entity?.name ?? UNKNOWN);
      if (this.expected.knows(id)) return;
      this.tally.add({
        key: id,
        hash: itemHash(item),
        entity: entity?.name ?? UNKNOWN,
        expires: expires(item, entity),
      });
    };
    const changed = [...this.expected.changed];
    await scanTable(action, source, eachItem(add));
    for (const [id, fingerprint] of changed) {
      if (fingerprint === null) continue;
      const { hash, expires: fleeting } = fingerprint;
      const entity = rules.entityOf(keyFromText(id))?.name ?? UNKNOWN;
      this.tally.add({ key: id, hash, entity, expires: fleeting });
    }
    await this.catchUp();
  }

  /** Compares, and names the keys that differ. @param pass what was read of the table */
  async judge(pass: ItemPass, table: ScanSource & { readonly segments: number }): Promise<ItemComparison> {
    const missing = pass.missingOfRestoreSecond().map((id) => ({
      key: keyFromText(id),
      kind: 'missing' as const,
      detail: 'it was there before and after the cut second',
    }));
    const buckets = this.suspectBuckets(pass);
    const verdict = { differences: missing, differing: buckets.length, looked: buckets.length };
    if (buckets.length === 0) return { ...verdict, ...this.unknown() };
    const { action, source } = this.props;
    for (let round = 0; round < ROUNDS; round++) {
      const { differences, looked } = await nameDifferences({
        action,
        table,
        source,
        expected: this.expected,
        buckets,
        sizeOf: (bucket) => this.tally.digest.size(bucket) + this.tally.digest.size(bucket + BUCKETS),
      });
      const late = await this.catchUp();
      // An item that changed while it was read may look wrong, and is read again.
      if (differences.some(({ key }) => late.has(keyText(key)))) continue;
      return { ...verdict, differences: [...missing, ...differences], looked, ...this.unknown() };
    }
    return { ...verdict, unknown: `${source.table} is still being written to` };
  }

  /** Buckets of keys that differ, those that must be equal first. */
  private suspectBuckets({ tally }: ItemPass): number[] {
    const differing = this.tally.digest.differing(tally.digest).map((bucket) => bucket % BUCKETS);
    return [...new Set([...differing, ...[...this.late].map(bucketOf)])];
  }

  private async catchUp(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    await this.log.read((changes) => {
      for (const change of changes) {
        const id = this.expected.note(change);
        if (id === undefined) continue;
        found.add(id);
        this.late.add(id);
      }
    });
    return found;
  }

  private unknown(): { unknown?: string } {
    const why = this.whyUnknown();
    return why === undefined ? {} : { unknown: why };
  }

  private whyUnknown(): string | undefined {
    const { action, source, at } = this.props;
    if (!reachesBack(at - SECOND, action.clock.now())) return tooOld(source.table, at - SECOND);
    const { size } = this.expected.changed;
    return size > MAXIMUM_CHANGED
      ? `${size} keys of ${source.table} changed since, more than the ${MAXIMUM_CHANGED} that are compared one by one`
      : undefined;
  }
}
