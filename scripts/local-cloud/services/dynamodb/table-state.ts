import { keyOf, keyText, sameItem, type Item } from './attributes';
import type { ResourcePolicies } from './resource-policy';

/** One change of one item. */
export interface Change {
  /** Grows within the region, without end. */
  readonly sequence: number;
  /** Cloud time, milliseconds since the epoch. */
  readonly time: number;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface StreamState {
  readonly arn: string;
  readonly label: string;
  readonly viewType: string;
  readonly enabledAt: number;
  /** Changes up to this one are not in the stream. */
  readonly afterSequence: number;
  disabledAt: number | undefined;
}

/** How a table came out of a restore. */
export interface RestoreState {
  readonly sourceTableArn: string;
  /** Milliseconds since the epoch. */
  readonly restoredTo: number;
  inProgress: boolean;
}

/** What the gateway knows of a table beside what moto holds: every change since it was made, and what moto lacks. */
export class TableState {
  readonly items = new Map<string, Item>();
  readonly changes: Change[] = [];
  readonly streams: StreamState[] = [];
  /** Cloud time since when, or undefined while point-in-time recovery is off. */
  pointInTime: { readonly since: number; readonly days: number } | undefined;
  restore: RestoreState | undefined;
  /** What UpdateTable changed and moto ignored. */
  encryption: { readonly kmsKeyArn: string } | undefined;
  timeToLiveChangedAt: number | undefined;
  policies: ResourcePolicies | undefined;

  constructor(
    readonly name: string,
    readonly keyNames: readonly string[],
  ) {}

  /** Notes what a write left behind; a write that changed nothing leaves no trace, as in the real streams. */
  note(item: Item, after: Item | undefined, at: { sequence: number; time: number }): void {
    const id = keyText(item, this.keyNames);
    const before = this.items.get(id);
    if (sameItem(before, after)) return;
    if (after === undefined) this.items.delete(id);
    else this.items.set(id, after);
    this.changes.push({ ...at, key: keyOf(item, this.keyNames), before, after });
  }

  /** The items as they were at an instant: every change up to it, and none after it. @param time milliseconds */
  at(time: number): Item[] {
    const items = new Map<string, Item>();
    for (const change of this.changes) {
      if (change.time > time) break;
      const id = keyText(change.key, this.keyNames);
      if (change.after === undefined) items.delete(id);
      else items.set(id, change.after);
    }
    return [...items.values()];
  }
}

/** The tables of one region. */
export class RegionTables {
  readonly byName = new Map<string, TableState>();
  private sequence = 0;
  private last: Promise<unknown> = Promise.resolve();

  nextSequence(): number {
    this.sequence += 1;
    return this.sequence;
  }

  get lastSequence(): number {
    return this.sequence;
  }

  /** Writes go one after the other, so that the order of the journal is the order in which moto applied them. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  get(nameOrArn: unknown): TableState | undefined {
    const text = String(nameOrArn);
    return this.byName.get(/:table\/([^/]+)/.exec(text)?.[1] ?? text);
  }
}
