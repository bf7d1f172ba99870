import type { ItemKey } from '../item';
import type { Judgement, Reference } from './compile';

/** An item that others of its partition may refer to. */
export interface Held {
  readonly key: ItemKey;
  readonly judgement: Judgement;
}

/** A reference that does not hold among the items seen together. */
export interface Suspect {
  readonly key: ItemKey;
  readonly reference: Reference;
  readonly plain: Judgement['plain'];
  /** Key of the other item. */
  readonly other: ItemKey;
}

/** Items of one partition that are held at most: a user has 3 to 10 (system facts), a damaged table may have any number. */
const HELD = 1000;

/**
 * References between items of a partition, which come together in a scan: memory is that of one partition, or of a
 * part of it when it is huge. A large partition may also lie in two segments, so what does not hold here is only
 * suspected: look the other item up before it is called broken.
 */
export class PartitionReferences {
  private partition = '';
  private held = new Map<string, Held>();

  /** @returns what is suspect in the partition that ended before this item */
  add(held: Held): Suspect[] {
    const { PK, SK } = held.key;
    const ended = PK !== this.partition || this.held.size >= HELD ? this.end() : [];
    this.partition = PK;
    this.held.set(SK, held);
    return ended;
  }

  /** The last partition has ended. */
  end(): Suspect[] {
    const suspects = [...this.held.values()].flatMap((held) => this.suspectsOf(held));
    this.held = new Map();
    return suspects;
  }

  private suspectsOf({ key, judgement: { entity, plain } }: Held): Suspect[] {
    if (entity === undefined || entity.references.length === 0) return [];
    const groups = entity.groups(key);
    return entity.references.flatMap((reference) => {
      const SK = reference.to.render(groups);
      return holds(reference, plain, this.held.get(SK)?.judgement.plain)
        ? []
        : [{ key, reference, plain, other: { PK: key.PK, SK } }];
    });
  }
}

/** @param other attributes of the item referred to, undefined when there is none */
export function holds(
  { equal }: Reference,
  plain: Judgement['plain'],
  other: Judgement['plain'] | undefined,
): boolean {
  if (equal === undefined) return other !== undefined;
  const value = plain[equal.attribute];
  // An attribute that is not there, or is no text, is the business of the item's own rules.
  if (typeof value !== 'string') return true;
  const part = equal.part.exec(value)?.[0];
  return part === undefined || other?.[equal.other] === part;
}
