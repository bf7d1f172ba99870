import type { ItemKey } from '../../items/item';
import type { Unusual } from './unusual';

/** More deletions than this are not rare. */
const HELD = 20_000;
/** Milliseconds before the first bad write that are looked at, and that the usual must be known from. */
const NEAR = 60_000;
const USUAL = 600_000;
/** Deletions expected by chance in the time up to the first bad write: with fewer, they are taken for part of it. */
const BY_CHANCE = 0.1;

/**
 * Deletions of users' items. No rule can say of one whether a user asked for it; but one that comes right before the
 * first bad write, in a table where hardly anything is deleted, is taken for bad as well: that costs a second or so.
 */
export class RareDeletions {
  private deletions: { readonly at: number; readonly key: ItemKey }[] = [];
  private many = false;

  note(deletion: { readonly at: number; readonly key: ItemKey }): void {
    if (this.many) return;
    this.deletions.push(deletion);
    if (this.deletions.length <= HELD) return;
    this.many = true;
    this.deletions = [];
  }

  /** The oldest that belongs to a first bad write. @param since from when on all deletions are known; milliseconds */
  before(bad: number, since: number): Unusual | undefined {
    const span = bad - NEAR - since;
    if (this.many || span < USUAL) return undefined;
    const usual = this.deletions.filter(({ at }) => at < bad - NEAR).length;
    const rate = (usual + 1) / span;
    const near = this.deletions
      .filter(({ at }) => at >= bad - NEAR && at < bad && rate * (bad - at) < BY_CHANCE)
      .sort((one, other) => one.at - other.at);
    const [first] = near;
    return first && { rule: 'a deletion right before the first bad write', ...first, writes: near.length };
  }

  get size(): number {
    return this.deletions.length;
  }
}
