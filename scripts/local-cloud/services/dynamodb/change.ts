import type { Item } from './attributes';

/** One change of one item. */
export interface TableChange {
  /** Grows within the region, without end. */
  readonly sequence: number;
  /** Cloud time, milliseconds since the epoch. */
  readonly time: number;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Index of the first element of a sorted list for which something holds that holds for all that follow. */
export function firstIndex<Value>(values: readonly Value[], holds: (value: Value) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle] as Value)) high = middle;
    else low = middle + 1;
  }
  return low;
}
