import type { ItemKey } from '../../items/item';

/** Alphabetical order of entries that have a key. */
export function byKey({ key: a }: { readonly key: ItemKey }, { key: b }: { readonly key: ItemKey }): number {
  if (a.PK !== b.PK) return a.PK < b.PK ? -1 : 1;
  return a.SK < b.SK ? -1 : a.SK > b.SK ? 1 : 0;
}
