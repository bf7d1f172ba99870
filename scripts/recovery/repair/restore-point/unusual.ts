import type { ItemKey } from '../../items/item';
import type { ItemChange } from '../../stream';
import type { ChangeRule } from '../../items/rules';
import type { Entity } from '../../items/rules/compile';
import { RecentMap } from './bounded';
import type { QuestionedWrite } from './questioned-write';

/** Something that may be right and is not usual: its first write, and how many there were. */
export interface Unusual extends QuestionedWrite {
  readonly writes: number;
}

/** A write of an entity that is known. */
export interface KnownWrite {
  readonly at: number;
  readonly name: ItemChange['name'];
  readonly key: ItemKey;
  readonly entity: Entity;
}

type BulkRule = Extract<ChangeRule, { readonly kind: 'bulkDelete' }>;
type RateRule = Extract<ChangeRule, { readonly kind: 'rate' }>;

const MINUTE = 60_000;
/** Groups that were deleted from lately. */
const GROUPS = 10_000;
/** Minutes that a usual rate must be known from. */
const USUAL = 10;

/** Deletions of items that belong together, in a short time. */
export class BulkDeletions {
  private readonly recent = new RecentMap<{ readonly times: readonly number[]; readonly key: ItemKey }>(
    GROUPS,
  );
  private first: Unusual | undefined;
  private writes = 0;

  constructor(private readonly rule: BulkRule) {}

  note({ at, name, key, entity }: KnownWrite): void {
    const { of, group, atLeast, withinSeconds } = this.rule;
    if (name !== 'REMOVE' || !of.includes(entity.name)) return;
    const id = entity.groups(key)[group];
    if (id === undefined) return;
    const known = this.recent.get(id);
    const times = [...(known?.times ?? []), at].slice(-atLeast);
    this.recent.set(id, { times, key: known?.key ?? key });
    const [first = at] = times;
    if (times.length < atLeast || at - first > withinSeconds * 1000) return;
    this.writes += 1;
    if (this.first === undefined || first < this.first.at) {
      this.first = { rule: this.rule.name, key: known?.key ?? key, at: first, writes: 0 };
    }
  }

  find(): Unusual | undefined {
    return this.first && { ...this.first, writes: this.writes };
  }

  /** Of everything held. */
  get size(): number {
    return this.recent.size;
  }
}

/** Writes by minute, against what is usual in the same log. */
export class Rate {
  private readonly minutes = new Map<number, { count: number; at: number; key: ItemKey }>();

  constructor(private readonly rule: RateRule) {}

  note({ at, name, key, entity }: KnownWrite): void {
    const { of, event } = this.rule;
    if ((event !== 'any' && name !== event) || !of.includes(entity.name)) return;
    const minute = Math.floor(at / MINUTE);
    const known = this.minutes.get(minute);
    if (known === undefined) this.minutes.set(minute, { count: 1, at, key });
    else {
      known.count += 1;
      if (at < known.at) Object.assign(known, { at, key });
    }
  }

  /** The first minute with far more than the middle one of those before it. @param since milliseconds */
  find(since: number): Unusual | undefined {
    const { rule, minutes } = this;
    const sorted: number[] = [];
    const last = [...minutes.keys()].reduce((most, minute) => Math.max(most, minute), -Infinity);
    for (let minute = Math.ceil(since / MINUTE); minute <= last; minute += 1) {
      const found = minutes.get(minute);
      const count = found?.count ?? 0;
      const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
      if (
        found !== undefined &&
        sorted.length >= USUAL &&
        count >= Math.max(rule.atLeast, rule.times * usual)
      ) {
        return { rule: rule.name, key: found.key, at: found.at, writes: count };
      }
      sorted.splice(insertionIndex(sorted, count), 0, count);
    }
    return undefined;
  }

  get size(): number {
    return this.minutes.size;
  }
}

/** Where a number belongs in a sorted list. */
function insertionIndex(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
