import { partitionHash, type Item } from '../../../services/dynamodb/attributes';
import { compare } from './values';

/** A table or an index of it, in the order in which it is read. */
export interface View {
  /** What tells an item of the view from every other: the view's keys, then those of the table. */
  readonly pagingNames: readonly string[];
  readonly items: readonly Item[];
  /** Where each item's partition lies, from 0 to 2^32. */
  readonly hashes: readonly number[];
}

/** @param keyNames of the view @param tableKeyNames of the table itself */
export function viewOf(
  items: Iterable<Item>,
  keyNames: readonly string[],
  tableKeyNames: readonly string[],
): View {
  const [partition = ''] = keyNames;
  const pagingNames = [...new Set([...keyNames, ...tableKeyNames])];
  const ordered = [...items]
    // Whoever has no such key is not in the index.
    .filter((item) => keyNames.every((name) => item[name] !== undefined))
    .map((item) => ({ item, hash: partitionHash(item[partition]) }))
    .sort((a, b) => a.hash - b.hash || byKeys(a.item, b.item, pagingNames));
  return {
    pagingNames,
    items: ordered.map(({ item }) => item),
    hashes: ordered.map(({ hash }) => hash),
  };
}

/** Whether an item comes after a key in the order of a view: positive when it does. */
export function order(item: Item, key: Item, pagingNames: readonly string[]): number {
  const [partition = ''] = pagingNames;
  return partitionHash(item[partition]) - partitionHash(key[partition]) || byKeys(item, key, pagingNames);
}

function byKeys(a: Item, b: Item, names: readonly string[]): number {
  for (const name of names) {
    const by = compare(a[name] ?? {}, b[name] ?? {}) ?? 0;
    if (by !== 0) return by;
  }
  return 0;
}
