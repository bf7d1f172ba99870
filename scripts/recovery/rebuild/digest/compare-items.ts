import type { Action } from '../../aws/action';
import { AdditiveDigest } from '../../items/digest/additive-digest';
import { BUCKETS, bucketOf } from '../../items/digest/tally';
import { keyFromText, type ItemKey } from '../../items/item';

/** Tells items of one side of a comparison, each once. @param wanted whether those of a bucket of keys are told */
export type Side = (
  visit: (id: string, hash: string) => void,
  wanted?: (bucket: number) => boolean,
) => Promise<void>;

/** An item that differs. Keys only, never a value. */
export interface ItemDifference {
  readonly key: ItemKey;
  readonly kind: 'missing' | 'extra' | 'different';
}

/** What a comparison of all items showed. */
export interface ItemComparison {
  readonly items: { readonly expected: number; readonly actual: number };
  /** Sums of all items' hashes, hexadecimal. */
  readonly digest: { readonly expected: string; readonly actual: string };
  /** Of the first buckets that differ; none when the digests are equal. */
  readonly differences: readonly ItemDifference[];
  /** Buckets of keys that differ, and how many of them were looked at. */
  readonly differing: number;
  readonly looked: number;
}

/** Items that are held at once while keys are named. */
const HELD = 50_000;

/**
 * Compares all items of two sides by an additive digest, in the same memory for any number of them; where it differs, the
 * keys are named by a second pass over the buckets that differ.
 */
export async function compareItems(
  { progress }: Pick<Action, 'progress'>,
  { expected, actual }: { readonly expected: Side; readonly actual: Side },
): Promise<ItemComparison> {
  const wanted = new AdditiveDigest(BUCKETS);
  const found = new AdditiveDigest(BUCKETS);
  progress('reading all items of both sides');
  const read = await Promise.allSettled([expected(addTo(wanted)), actual(addTo(found))]);
  for (const side of read) if (side.status === 'rejected') throw side.reason;
  const buckets = wanted.differing(found);
  const looked = chosen(buckets, wanted, found);
  return {
    items: { expected: sizeOf(wanted), actual: sizeOf(found) },
    digest: { expected: wanted.total(), actual: found.total() },
    differences: looked.size === 0 ? [] : await nameDifferences(looked, { expected, actual }),
    differing: buckets.length,
    looked: looked.size,
  };
}

function addTo(digest: AdditiveDigest): (id: string, hash: string) => void {
  return (id, hash) => {
    digest.add(bucketOf(id), hash);
  };
}

function sizeOf(digest: AdditiveDigest): number {
  return Array.from({ length: BUCKETS }, (_, bucket) => digest.size(bucket)).reduce((a, b) => a + b, 0);
}

function chosen(buckets: readonly number[], ...sides: readonly AdditiveDigest[]): ReadonlySet<number> {
  const set = new Set<number>();
  let items = 0;
  for (const bucket of buckets) {
    items += Math.max(...sides.map((side) => side.size(bucket)));
    if (set.size > 0 && items > HELD) break;
    set.add(bucket);
  }
  return set;
}

async function nameDifferences(
  buckets: ReadonlySet<number>,
  { expected, actual }: { readonly expected: Side; readonly actual: Side },
): Promise<ItemDifference[]> {
  const isWanted = (bucket: number): boolean => buckets.has(bucket);
  const left = new Map<string, string>();
  await expected((id, hash) => left.set(id, hash), isWanted);
  const differences: ItemDifference[] = [];
  await actual((id, hash) => {
    const wanted = left.get(id);
    left.delete(id);
    if (wanted === hash) return;
    differences.push({ key: keyFromText(id), kind: wanted === undefined ? 'extra' : 'different' });
  }, isWanted);
  for (const id of left.keys()) differences.push({ key: keyFromText(id), kind: 'missing' });
  return differences.sort((a, b) => (`${a.key.PK} ${a.key.SK}` < `${b.key.PK} ${b.key.SK}` ? -1 : 1));
}
