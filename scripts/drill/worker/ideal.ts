import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../item';

/**
 * What the items would be, had there been no bad write: good writes alone, attribute by attribute. Knows which write was
 * which, and nothing of the recovery's rules. Holds values, and tells fingerprints only.
 */
export class Ideal {
  private readonly real = new Map<string, Item>();
  private readonly ideal = new Map<string, Item>();
  /** Fingerprints of images that a bad write left, or that a good one made of such an image. */
  readonly tainted = new Set<string>();

  constructor(private readonly fingerprint: (item: Item) => string) {}

  /** @param image undefined: the write left no item */
  note(key: string, image: Item | undefined, good: boolean): void {
    const before = this.real.get(key);
    const ideal = this.ideal.get(key);
    if (good) this.set(this.ideal, key, afterwards(ideal, before, image));
    this.set(this.real, key, image);
    if (image !== undefined && !isDeepStrictEqual(image, this.ideal.get(key))) {
      this.tainted.add(`${key} ${this.fingerprint(image)}`);
    }
  }

  /** Fingerprints of what should be there. */
  get state(): ReadonlyMap<string, string> {
    return new Map([...this.ideal].map(([key, item]) => [key, this.fingerprint(item)]));
  }

  private set(items: Map<string, Item>, key: string, item: Item | undefined): void {
    if (item === undefined) items.delete(key);
    else items.set(key, item);
  }
}

function afterwards(
  ideal: Item | undefined,
  before: Item | undefined,
  after: Item | undefined,
): Item | undefined {
  if (ideal === undefined || before === undefined || after === undefined) return after;
  const made: Record<string, Item[string]> = { ...ideal };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[name];
    if (isDeepStrictEqual(before[name], value)) continue;
    if (name === 'version') made[name] = { N: String(Number(ideal.version?.N) + 1) };
    else if (value !== undefined) made[name] = value;
    else Reflect.deleteProperty(made, name);
  }
  return made;
}
