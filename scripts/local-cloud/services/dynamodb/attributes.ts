import type { Json } from '../support/json';

/** An item as it travels: attribute name to typed value. */
export type Item = Readonly<Record<string, Json>>;

/** The key attributes of an item, the partition key first. */
export function keyOf(item: Item, keyNames: readonly string[]): Item {
  return Object.fromEntries(keyNames.map((name) => [name, item[name] ?? {}]));
}

/** Text that is the same for equal keys. */
export function keyText(item: Item, keyNames: readonly string[]): string {
  return JSON.stringify(keyNames.map((name) => item[name]));
}

/** Where a partition lies, from 0 to 2^32: the same for the same partition key (FNV-1a). */
export function partitionHash(key: Json | undefined): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(String(Object.values(key ?? {})[0]))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  // The last bytes stir the low bits only: mixed once more, so that near keys lie far apart.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

export function sameItem(a: Item | undefined, b: Item | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, content]) => `${JSON.stringify(key)}:${canonical(content)}`).join()}}`;
}
