import type { Item } from '../../../../scripts/recovery/items/item';
import type { BadKind, Level, ValidationRequest } from '../../../../scripts/recovery/validation/report';
import type { TableInput } from '../world';

export interface Scene {
  readonly profile: Item;
  readonly otherProfile: Item;
  readonly connection: Item;
  readonly otherConnection: Item;
  readonly waiting: Item;
  readonly sync: Item;
  readonly idempotency: Item;
  /** Images that were right once, or later. */
  readonly staleProfile: Item;
  readonly laterProfile: Item;
  readonly deletedLock: Item;
  readonly deletedSync: Item;
}

export interface Damage {
  readonly name: string;
  /** The level that must catch it. */
  readonly caughtAt: Level;
  /** How the finding names the damage. */
  readonly kind?: BadKind;
  readonly items?: (items: readonly Item[], scene: Scene) => Item[];
  readonly table?: (input: TableInput) => TableInput;
  readonly request?: Partial<ValidationRequest>;
}

export type Values = Readonly<Record<string, Item[string] | undefined>>;

/** The items with some attributes of one of them changed; undefined takes an attribute away. */
export function changed(items: readonly Item[], one: Item, values: Values): Item[] {
  return items.map((item) =>
    item !== one
      ? item
      : (Object.fromEntries(
          Object.entries({ ...item, ...values }).filter(([, value]) => value !== undefined),
        ) as Item),
  );
}

export const onto =
  (what: keyof Scene, values: Values): NonNullable<Damage['items']> =>
  (items, scene) =>
    changed(items, scene[what], values);

export const text = (S: string) => ({ S });
export const number = (N: string) => ({ N });
