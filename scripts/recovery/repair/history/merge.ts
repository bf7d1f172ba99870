import type { Entity } from '../../items/rules/compile';
import type { Item } from '../../items/item';
import { changedAttributes, sameAttribute, withAttribute } from './attributes';

export interface MergeProps {
  /** The item as it would be without the damage. */
  readonly clean: Item;
  /** The damaged item, and what a write made of it. */
  readonly before: Item;
  readonly after: Item;
  readonly entity: Pick<Entity, 'merge'> | undefined;
}

export interface Merged {
  /** The write carried over to the clean item, as if there had been no damage. */
  readonly item: Item;
  /** Attributes that the rules do not allow to be taken on their own. */
  readonly forbidden: readonly string[];
}

/** Carries a write that was made on top of a damaged image over to the clean one, attribute by attribute. */
export function mergeOnto({ clean, before, after, entity }: MergeProps): Merged {
  let item = clean;
  const forbidden: string[] = [];
  const { attributes = [], counters = [] } = entity?.merge ?? {};
  for (const name of changedAttributes(before, after)) {
    const counted = counters.includes(name) ? countedOn(clean, before, after, name) : undefined;
    if (counted !== undefined) {
      item = { ...item, [name]: { N: counted } };
      continue;
    }
    item = withAttribute(item, name, after[name]);
    // Back to what it was before the damage: nothing is taken over.
    if (sameAttribute(after, clean, name)) continue;
    // The new value may have been made from a damaged one.
    const isWhole = sameAttribute(before, clean, name);
    if (!attributes.includes(name) || !isWhole) forbidden.push(name);
  }
  return { item, forbidden };
}

/** The counter of the clean item, raised as the write has raised the damaged one's; undefined: that is no number. */
function countedOn(clean: Item, before: Item, after: Item, name: string): string | undefined {
  const [start, from, to] = [clean, before, after].map((item) => Number(item[name]?.N));
  const sum = (start ?? NaN) + (to ?? NaN) - (from ?? NaN);
  return Number.isSafeInteger(sum) && (to ?? 0) > (from ?? 0) ? String(sum) : undefined;
}
