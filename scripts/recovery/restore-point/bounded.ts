import type { Count } from './findings';

/** Different texts that are known one by one up to a bound; above it their number is only a lower one. */
export class BoundedSet {
  private readonly texts = new Set<string>();
  private full = false;

  constructor(private readonly bound: number) {}

  /** @returns whether it was not known before, and is now */
  add(text: string): boolean {
    if (this.texts.has(text)) return false;
    if (this.texts.size >= this.bound) {
      this.full = true;
      return false;
    }
    this.texts.add(text);
    return true;
  }

  has(text: string): boolean {
    return this.texts.has(text);
  }

  delete(text: string): void {
    this.texts.delete(text);
  }

  get count(): Count {
    return { count: this.texts.size, orMore: this.full };
  }
}

/** Values by text, at most so many: the one that was set longest ago makes room. */
export class RecentMap<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly bound: number) {}

  get(text: string): Value | undefined {
    return this.values.get(text);
  }

  /** @returns the value that made room */
  set(text: string, value: Value): Value | undefined {
    this.values.delete(text);
    this.values.set(text, value);
    if (this.values.size <= this.bound) return undefined;
    const [[oldest, forgotten] = []] = this.values;
    if (oldest !== undefined) this.values.delete(oldest);
    return forgotten;
  }

  delete(text: string): void {
    this.values.delete(text);
  }

  entries(): IterableIterator<[string, Value]> {
    return this.values.entries();
  }

  get size(): number {
    return this.values.size;
  }
}

/** The oldest of any number of values, at most so many. */
export class OldestOf<Value> {
  private values: Value[] = [];

  constructor(
    private readonly bound: number,
    private readonly order: (one: Value, other: Value) => number,
  ) {}

  add(value: Value): void {
    this.values.push(value);
    if (this.values.length >= 2 * this.bound) this.values = this.list();
  }

  /** Oldest first. */
  list(): Value[] {
    return [...this.values].sort(this.order).slice(0, this.bound);
  }
}
