import type { Item } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';
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
    .map((item) => ({ item, hash: hashOf(item[partition]) }))
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
  return hashOf(item[partition]) - hashOf(key[partition]) || byKeys(item, key, pagingNames);
}

function byKeys(a: Item, b: Item, names: readonly string[]): number {
  for (const name of names) {
    const by = compare(a[name] ?? {}, b[name] ?? {}) ?? 0;
    if (by !== 0) return by;
  }
  return 0;
}

/** 0 to 2^32, the same for the same partition key (FNV-1a). */
function hashOf(key: Json | undefined): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(String(Object.values(key ?? {})[0]))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  // The last bytes stir the low bits only: mixed once more, so that near keys lie far apart.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}
