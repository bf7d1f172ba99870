import { hash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../item';

/**
 * 256 bits of an item, the same however its attributes or sets are ordered: SHA-256 as a text of 32 characters, one a
 * byte (millions of small buffers would cost more than the hashing).
 */
export function itemHash(item: Item): string {
  return hash('sha256', canonicalItem(item), 'binary');
}

/** A few bits of each attribute in a short text, to tell later which of them differ. */
export function attributeHashes(item: Item): string {
  return Object.entries(item)
    .map(([name, value]) => `${name}:${hash('sha256', canonicalValue(value), 'hex').slice(0, 16)}`)
    .join('\n');
}

/** Names of the attributes in which two items differ. @param one see `attributeHashes` */
export function differingAttributes(one: string, other: string): string[] {
  const [ones, others] = [new Set(one.split('\n')), new Set(other.split('\n'))];
  const different = [...ones, ...others].filter((entry) => !ones.has(entry) || !others.has(entry));
  return [...new Set(different.map((entry) => entry.slice(0, entry.lastIndexOf(':'))))].sort();
}

/**
 * An item in one text. Every part carries its type and length, so that no two different items have the same text:
 * the number 1 and the text "1" differ, and so do an empty list and no attribute.
 */
export function canonicalItem(item: Item): string {
  let text = '';
  for (const name of Object.keys(item).sort()) {
    text += `${name.length}:${name}${canonicalValue(item[name])}`;
  }
  return text;
}

function canonicalValue(value: AttributeValue | undefined): string {
  if (value === undefined) return '';
  if (value.S !== undefined) return `S${value.S.length}:${value.S}`;
  if (value.N !== undefined) return `N${value.N.length}:${value.N}`;
  if (value.BOOL !== undefined) return value.BOOL ? 'T' : 'F';
  if (value.NULL !== undefined) return '0';
  if (value.M !== undefined) {
    return `M${Object.keys(value.M).length}:${canonicalItem(value.M)}`;
  }
  if (value.L !== undefined) return `L${value.L.length}:${value.L.map(canonicalValue).join('')}`;
  if (value.SS !== undefined) return setOf('SS', value.SS);
  if (value.NS !== undefined) return setOf('NS', value.NS);
  if (value.BS !== undefined) return setOf('BS', value.BS.map(base64));
  if (value.B !== undefined) return setOf('B', [base64(value.B)]);
  throw new Error(`an attribute of an unknown type: ${Object.keys(value).join(', ')}`);
}

function setOf(type: string, members: readonly string[]): string {
  const sorted = [...members].sort().map((member) => `${member.length}:${member}`);
  return `${type}${members.length}:${sorted.join('')}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
