import { AdditiveDigest } from './additive-digest';

/** Buckets of key hashes: a difference names about a thousandth of the table. */
export const BUCKETS = 1024;

/**
 * What one side of a comparison holds: the digest and the counts of items. Items that go away on their own have
 * buckets of their own behind the others, since they may be gone on one side alone.
 */
export class Tally {
  readonly digest = new AdditiveDigest(2 * BUCKETS);
  /** By entity, without those that go away on their own. */
  readonly counts = new Map<string, number>();

  add({ key, hash, entity, expires }: TallyItem): void {
    this.digest.add(bucketOf(key) + (expires ? BUCKETS : 0), hash);
    if (!expires) increment(this.counts, entity);
  }
}

export interface TallyItem {
  /** See `keyText`. */
  readonly key: string;
  /** See `itemHash`. */
  readonly hash: string;
  readonly entity: string;
  /** Whether it goes away on its own, soon or already. */
  readonly expires: boolean;
}

/** The bucket of a key: FNV-1a, 32 bits. @param key see `keyText` */
export function bucketOf(key: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    state = Math.imul(state ^ key.charCodeAt(index), 0x01000193);
  }
  // The low bits alone are those of the last characters more than of the others.
  return ((state >>> 0) ^ (state >>> 15)) & (BUCKETS - 1);
}

export function increment(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
