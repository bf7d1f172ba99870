import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as the low-level API gives it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The key of an item of the table. */
export interface ItemKey {
  readonly PK: string;
  readonly SK: string;
}

/** The key; empty texts stand for what is no text (the schema allows texts only, and L0 sees to that). */
export function keyOf(item: Item): ItemKey {
  return { PK: item.PK?.S ?? '', SK: item.SK?.S ?? '' };
}

/** A key in one text, which no other key has. */
export function keyText({ PK, SK }: ItemKey): string {
  return `${PK.length}/${PK}${SK}`;
}

/** The key in such a text. */
export function keyFromText(text: string): ItemKey {
  const slash = text.indexOf('/');
  const start = slash + 1;
  const end = start + Number(text.slice(0, slash));
  return { PK: text.slice(start, end), SK: text.slice(end) };
}

/** The attributes beside the key as JSON has them, for rules. */
export function plainOf(item: Item): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const name in item) {
    if (name === 'PK' || name === 'SK') continue;
    plain[name] = plainValue(item[name]);
  }
  return plain;
}

function plainValue(value: AttributeValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.M !== undefined) {
    return Object.fromEntries(Object.entries(value.M).map(([name, content]) => [name, plainValue(content)]));
  }
  // Bytes and sets: nothing that a schema of texts or numbers fits by accident.
  return value;
}
