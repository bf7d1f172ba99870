import { BUCKETS, bucketOf } from '../../items/digest/tally';
import { differingAttributes } from '../../items/digest/canonical';
import { keyFromText, keyOf, keyText, type Item } from '../../items/item';
import type { BadKey } from '../report';
import { eachItem, scanTable, type ScanSource } from '../scan/scan-segment';
import type { Action } from '../../aws/action';
import type { ExpectedState, Fingerprint } from './expected-state';

/** Expected items that are held at once: the second pass must not need more memory than the first. */
const HELD = 50_000;

export interface NameDifferencesProps {
  readonly action: Pick<Action, 'signal'>;
  readonly table: ScanSource & { readonly segments: number };
  readonly source: ScanSource & { readonly segments: number };
  readonly expected: ExpectedState;
  /** Buckets of keys, most important first. */
  readonly buckets: readonly number[];
  /** Items that a bucket is expected to hold, about. */
  readonly sizeOf: (bucket: number) => number;
}

export interface NamedDifferences {
  readonly differences: readonly Omit<BadKey, 'level'>[];
  /** Buckets that were looked at; the others were too many to hold. */
  readonly looked: number;
}

/** The second pass: reads both tables once more and names the keys of some buckets that are not as expected. */
export async function nameDifferences(props: NameDifferencesProps): Promise<NamedDifferences> {
  const { action, table, source, expected } = props;
  const buckets = chosen(props);
  const wanted = new Map<string, Fingerprint>();
  const collect = (item: Item): void => {
    const id = keyText(keyOf(item));
    if (buckets.has(bucketOf(id)) && !expected.knows(id)) wanted.set(id, expected.fingerprint(item));
  };
  await scanTable(action, source, eachItem(collect));
  for (const [id, fingerprint] of expected.changed) {
    if (fingerprint !== null && buckets.has(bucketOf(id))) wanted.set(id, fingerprint);
  }
  const differences: Omit<BadKey, 'level'>[] = [];
  const compare = (item: Item): void => {
    const id = keyText(keyOf(item));
    if (!buckets.has(bucketOf(id)) || expected.ambiguous.has(id)) return;
    const fingerprint = wanted.get(id);
    wanted.delete(id);
    const found = differenceOf(item, fingerprint, expected);
    if (found !== undefined) differences.push({ key: keyOf(item), ...found });
  };
  await scanTable(action, table, eachItem(compare));
  for (const [id, { expires }] of wanted) {
    // What goes away on its own may be gone.
    if (!expires)
      differences.push({
        key: keyFromText(id),
        kind: 'missing',
        detail: 'it was there at the restore second',
      });
  }
  return { differences, looked: buckets.size };
}

function chosen({ buckets, sizeOf }: NameDifferencesProps): ReadonlySet<number> {
  const set = new Set<number>();
  let items = 0;
  for (const bucket of buckets) {
    items += sizeOf(bucket);
    if (set.size > 0 && items > HELD) break;
    set.add(bucket % BUCKETS);
  }
  return set;
}

function differenceOf(
  item: Item,
  wanted: Fingerprint | undefined,
  expected: ExpectedState,
): Pick<BadKey, 'kind' | 'detail'> | undefined {
  if (wanted === undefined) return { kind: 'extra', detail: 'it was not there at the restore second' };
  const { hash, attributes } = expected.fingerprint(item);
  if (hash === wanted.hash) return undefined;
  const names = differingAttributes(attributes, wanted.attributes);
  return { kind: 'different', detail: `not as at the restore second: ${names.join(', ')}` };
}
