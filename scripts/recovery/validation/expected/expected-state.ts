import type { ItemChange } from '../../stream';
import { attributeHashes, itemHash } from '../../items/digest/canonical';
import { keyOf, keyText, type Item } from '../../items/item';

/** What an item was, without its values. */
export interface Fingerprint {
  /** See `itemHash`. */
  readonly hash: string;
  /** See `attributeHashes`. */
  readonly attributes: string;
  /** Whether it goes away on its own, soon or already. */
  readonly expires: boolean;
}

const SECOND = 1000;

/** Keys that changed since the restore second are held one by one; above this the state is called unknown. */
export const MAXIMUM_CHANGED = 500_000;

/**
 * What the changes of a table say about its state at a second: everything else is as it is now. Changes of the second
 * itself and of the one before are in it or not (a record's time is floored to the second, and the items of a backup
 * are apart by "usually much less than a second": aws-facts.md, 1.29), so any of their images is right.
 */
export class ExpectedState {
  /** State at the second of the keys that changed after it; null: it was not there. */
  readonly changed = new Map<string, Fingerprint | null>();
  /** Hashes of the images that are right for keys that changed in the restore second; `absent` when it may not be there. */
  readonly ambiguous = new Map<string, Set<string>>();

  /**
   * @param at milliseconds
   * @param expires whether an item goes away on its own, before the comparison has ended
   */
  constructor(
    private readonly at: number,
    private readonly expires: (item: Item) => boolean,
  ) {}

  /** @param change changes of one key must come in their order @returns the key when its state was not known before */
  note({ at, key, before, after }: Pick<ItemChange, 'at' | 'key' | 'before' | 'after'>): string | undefined {
    const from = Math.floor(this.at / SECOND) * SECOND - SECOND;
    if (at < from) return undefined;
    const id = keyText(keyOf(key));
    const images = this.ambiguous.get(id);
    if (at < from + 2 * SECOND) {
      if (images === undefined) this.ambiguous.set(id, new Set([hashText(before), hashText(after)]));
      else images.add(hashText(after));
      return images === undefined ? id : undefined;
    }
    if (images !== undefined || this.changed.has(id)) return undefined;
    this.changed.set(id, before === undefined ? null : this.fingerprint(before));
    return id;
  }

  /** Whether the stream says what became of this key, so that the source's item of now says nothing. */
  knows(id: string): boolean {
    return this.changed.has(id) || this.ambiguous.has(id);
  }

  fingerprint(item: Item): Fingerprint {
    return { hash: itemHash(item), attributes: attributeHashes(item), expires: this.expires(item) };
  }
}

export const ABSENT = 'absent';

export function hashText(item: Item | undefined): string {
  return item === undefined ? ABSENT : itemHash(item);
}
