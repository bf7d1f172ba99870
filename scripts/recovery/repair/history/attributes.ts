import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalItem, itemHash } from '../../items/digest/canonical';
import type { Item } from '../../items/item';

/** Whether two items are the same, however their attributes are ordered; undefined: there is none. */
export function sameItem(one: Item | undefined, other: Item | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => sameAttribute(one, other, name));
}

/** Names of the attributes in which two items differ, in alphabetical order. */
export function changedAttributes(one: Item, other: Item): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => !sameAttribute(one, other, name)).sort();
}

export function sameAttribute(one: Item, other: Item, name: string): boolean {
  const [a, b] = [one[name], other[name]];
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a.S !== undefined || b.S !== undefined) return a.S === b.S;
  if (a.N !== undefined || b.N !== undefined) return a.N === b.N;
  return canonicalItem({ a }) === canonicalItem({ a: b });
}

/** The item with one attribute as it is in another one, or without it. */
export function withAttribute(item: Item, name: string, value: AttributeValue | undefined): Item {
  if (value !== undefined) return { ...item, [name]: value };
  return Object.fromEntries(Object.entries(item).filter(([other]) => other !== name));
}

/**
 * What stands for an item where no value may be written: 64 hexadecimal digits (SHA-256 of the item, the same however
 * its attributes are ordered); null: there is none.
 */
export function fingerprintOf(item: Item | undefined): string | null {
  return item === undefined ? null : Buffer.from(itemHash(item), 'latin1').toString('hex');
}
