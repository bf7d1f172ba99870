import {
  sameAttribute,
  sameItem,
  withAttribute,
} from '../../../../../scripts/recovery/repair/history/attributes';
import type { Item } from '../../../../../scripts/recovery/items/item';
import type { Write } from './model';

/** What an item would be, had there been no bad write: good writes alone, attribute by attribute. */
export interface Ideal {
  readonly item: Item | undefined;
  /** Whether a good write was made on top of a bad one. */
  readonly touched: boolean;
}

/** Knows which write was which, and nothing of rules. @param writes of one item, in order */
export function idealOf(writes: readonly Write[]): Ideal {
  let ideal = writes[0]?.before;
  let [damaged, touched] = [false, false];
  for (const { by, before, after } of writes) {
    if (by === 'bad') damaged = true;
    if (by !== 'good') continue;
    if (damaged) touched = true;
    if (after === undefined || before === undefined || ideal === undefined) {
      ideal = after;
      continue;
    }
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (sameAttribute(before, after, name)) continue;
      ideal = withAttribute(ideal, name, after[name]);
    }
  }
  return { item: ideal, touched };
}

/** Keys whose item is not what good writes alone would have made of it. */
export function differing(log: readonly Write[], items: ReadonlyMap<string, Item>): string[] {
  return [...new Set(log.map(({ sort }) => sort))].filter((sort) => {
    const writes = log.filter((write) => write.sort === sort);
    const [found, { item: ideal }] = [items.get(sort), idealOf(writes)];
    // What was made by a bad write is no user's, and nobody misses it when it is gone.
    const isNobodys = writes[0]?.by === 'bad' && writes[0].before === undefined;
    if (isNobodys && found === undefined && writes.at(-1)?.after === undefined) return false;
    // Who takes a connection away would have taken what a bad write had deleted of it.
    const owner = log.filter((write) => write.sort === `CONN#${sort.split('#')[1] ?? ''}`);
    const isOrphan = owner.length > 0 && idealOf(owner).item === undefined;
    if (sort.startsWith('SYNCCONFIG#') && isOrphan && found === undefined) return false;
    return !sameItem(uncounted(ideal), uncounted(found));
  });
}

/** The version counts the writes, and nothing else hangs on it. */
function uncounted(item: Item | undefined): Item | undefined {
  return item?.version === undefined ? item : { ...item, version: { N: '0' } };
}
