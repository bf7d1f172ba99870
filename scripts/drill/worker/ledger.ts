import { fingerprint as fingerprintOf, type Item, type TableState } from '../item';
import { Ideal } from './ideal';

/** A write that the service acknowledged. */
export interface Write {
  /** Cloud time at which the answer came, milliseconds since the epoch. */
  readonly time: number;
  readonly table: string;
  /** What the worker did, for example `toggle sync`. */
  readonly operation: string;
  readonly key: string;
  /** Fingerprint of the item it left behind; null: it left none. */
  readonly image: string | null;
  /** Whether it was right, or the damage of a bad release. */
  readonly good: boolean;
  /** Of the pointer document under which it was made. */
  readonly epoch: number;
}

/** Every acknowledged write of a drill, in the order of its answers. No two writers write one key at a time. */
export class Ledger {
  readonly writes: Write[] = [];
  /** What good writes alone would have made of the items, until the first recovery. */
  readonly ideal: Ideal;

  /** @param fingerprint of images @default one that knows a secret by its ARN */
  constructor(readonly fingerprint: (item: Item) => string = fingerprintOf) {
    this.ideal = new Ideal(fingerprint);
  }

  record(write: Write): void {
    this.writes.push(write);
  }

  /**
   * What a table must hold after every write up to an instant.
   *
   * @param time milliseconds @default after all of them
   * @param start what it held before the first of them @default nothing
   * @param since milliseconds: of the first of them @default the beginning
   */
  stateOf(
    table: string,
    time = Infinity,
    start: TableState = new Map<string, string>(),
    since = -Infinity,
  ): TableState {
    const state = new Map(start);
    for (const write of this.writes) {
      if (write.table !== table || write.time > time || write.time < since) continue;
      if (write.image === null) state.delete(write.key);
      else state.set(write.key, write.image);
    }
    return state;
  }

  /** The writes of each item, in their order. */
  histories(): ReadonlyMap<string, readonly Write[]> {
    const histories = new Map<string, Write[]>();
    for (const write of this.writes) {
      const history = histories.get(write.key);
      if (history === undefined) histories.set(write.key, [write]);
      else history.push(write);
    }
    return histories;
  }
}
