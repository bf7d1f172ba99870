import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ItemChange } from '../../../../../scripts/recovery/stream';
import { sameItem } from '../../../../../scripts/recovery/repair/history/attributes';
import type { Item } from '../../../../../scripts/recovery/items/item';

/** One write of the model, and what is known of it besides what a stream tells. */
export interface Write extends ItemChange {
  readonly sort: string;
  /** `repair`: by the tool. */
  readonly by: 'good' | 'bad' | 'repair';
}

/** One partition of a table with conditional writes and a stream: exact, and as small as can be. */
export class Model {
  readonly log: Write[] = [];

  constructor(
    readonly PK: string,
    readonly items: Map<string, Item>,
    /** Milliseconds; shared by tables of one history. */
    readonly clock: { now: number },
  ) {}

  /** @returns whether the item was exactly `present`, and is `wanted` now */
  replace(sort: string, present: Item | undefined, wanted: Item | undefined, by: Write['by']): boolean {
    const before = this.items.get(sort);
    if (!sameItem(before, present)) return false;
    if (before === undefined && wanted === undefined) return true;
    if (wanted === undefined) this.items.delete(sort);
    else this.items.set(sort, wanted);
    this.log.push({
      sort,
      by,
      sequence: String(this.log.length + 1),
      at: Math.floor(this.clock.now / 1000) * 1000,
      name: before === undefined ? 'INSERT' : wanted === undefined ? 'REMOVE' : 'MODIFY',
      key: { PK: { S: this.PK }, SK: { S: sort } },
      before,
      after: wanted,
      service: undefined,
    });
    return true;
  }

  write(sort: string, wanted: Item | undefined, by: Write['by']): void {
    this.replace(sort, this.items.get(sort), wanted, by);
  }
}

export function item(PK: string, SK: string, attributes: Record<string, string | number | boolean>): Item {
  return Object.fromEntries(
    Object.entries({ PK, SK, ...attributes }).map(([name, value]): [string, AttributeValue] => [
      name,
      typeof value === 'string'
        ? { S: value }
        : typeof value === 'number'
          ? { N: String(value) }
          : { BOOL: value },
    ]),
  );
}
