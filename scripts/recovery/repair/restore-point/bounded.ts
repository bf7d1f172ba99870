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

/**
 * Values by text, at most so many: those that were set longest ago make room, half of them at a time. (A map that
 * loses its first key again and again has to look for it behind all that it lost.)
 */
export class RecentMap<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  constructor(private readonly bound: number) {}

  get(text: string): Value | undefined {
    return this.young.get(text) ?? this.old.get(text);
  }

  /** @returns the values that made room */
  set(text: string, value: Value): readonly Value[] {
    this.old.delete(text);
    this.young.set(text, value);
    if (this.young.size < this.bound / 2) return [];
    const forgotten = [...this.old.values()];
    this.old = this.young;
    this.young = new Map();
    return forgotten;
  }

  delete(text: string): void {
    this.young.delete(text);
    this.old.delete(text);
  }

  values(): Value[] {
    return [...this.old.values(), ...this.young.values()];
  }

  get size(): number {
    return this.young.size + this.old.size;
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
