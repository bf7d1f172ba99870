import { keyOf, keyText, partitionHash, sameItem, type Item } from './attributes';
import { firstIndex, type TableChange } from './change';
import { IgnoredSettings } from './ignored-settings';
import type { ReplicaRole } from './replication/role';
import type { ResourcePolicies } from './resource-policy';
import type { StreamsProps, TableStream } from './streams/table-stream';

/** Milliseconds (aws-facts.md, 1.33). */
const COUNTING_INTERVAL = 6 * 3_600_000;

/** How a table came out of a restore. */
export interface RestoreState {
  readonly sourceTableArn: string;
  /** Milliseconds since the epoch. */
  readonly restoredTo: number;
  readonly startedAt: number;
  inProgress: boolean;
  /** Indexes may be ready later than their table. */
  indexesInProgress: boolean;
}

/** Since when a table can be restored, and what it held then. */
export interface PointInTime {
  /** Cloud time, milliseconds. */
  readonly since: number;
  readonly days: number;
  readonly items: ReadonlyMap<string, Item>;
  /** Changes up to this one are in `items`. */
  readonly afterSequence: number;
}

/** What the gateway knows of a table beside what moto holds: its items, their changes, and settings that moto lacks. */
export class TableState {
  readonly items = new Map<string, Item>();
  /** In the order of sequence and of time; kept only while a restore or an export may ask for them. */
  readonly changes: TableChange[] = [];
  readonly streams: TableStream[] = [];
  /** undefined while point-in-time recovery is off. */
  pointInTime: PointInTime | undefined;
  restore: RestoreState | undefined;
  /** What it is in a global table; undefined: it is in none. */
  replica: ReplicaRole | undefined;
  /** What moto ignores of CreateTable and UpdateTable. */
  readonly ignored = new IgnoredSettings();
  /** What UpdateTable changed and moto ignored. */
  encryption: { readonly kmsKeyArn: string } | undefined;
  timeToLiveChangedAt: number | undefined;
  policies: ResourcePolicies | undefined;
  /** Cloud time until which a change of the table goes on. */
  busyUntil = -Infinity;
  /** Settles when the last write that was accepted has been noted. */
  lastWrite: Promise<unknown> = Promise.resolve();
  private counted: { readonly at: number; readonly count: number };

  constructor(
    readonly name: string,
    readonly keyNames: readonly string[],
    createdAt: number,
  ) {
    this.counted = { at: createdAt, count: 0 };
  }

  /** Whether it is still being made, by a restore or as a replica: until then nothing can be done with it. */
  get isCreating(): boolean {
    return this.restore?.inProgress === true || this.replica?.isCreating === true;
  }

  /** Notes what a write left behind; a write that changed nothing leaves no trace, as in the real streams. */
  note(
    item: Item,
    after: Item | undefined,
    at: { readonly sequence: number; readonly time: number },
    origin: 'here' | 'replica' = 'here',
  ): void {
    const id = keyText(item, this.keyNames);
    const before = this.items.get(id);
    if (sameItem(before, after)) return;
    if (after === undefined) this.items.delete(id);
    else this.items.set(id, after);
    const change = { ...at, key: keyOf(item, this.keyNames), before, after };
    for (const stream of this.streams) {
      if (stream.isEnabled) stream.append(change, this.hashOf(change.key));
    }
    if (this.pointInTime !== undefined) this.changes.push(change);
    if (origin === 'here') this.replica?.written(change);
  }

  /** Where an item's partition lies. */
  hashOf(key: Item): number {
    return partitionHash(key[this.keyNames[0] ?? '']);
  }

  isBusy(now: number): boolean {
    return now < this.busyUntil;
  }

  /** ItemCount as DescribeTable tells it: no proof of anything, it is counted about every 6 hours (aws-facts.md, 1.33). */
  itemCount(now: number): number {
    if (now >= this.counted.at + COUNTING_INTERVAL) this.counted = { at: now, count: this.items.size };
    return this.counted.count;
  }

  /** The items as they were at an instant: every change up to it, and none after it. @param time milliseconds */
  at(time: number): Item[] {
    const items = new Map(this.pointInTime?.items);
    const first = firstIndex(
      this.changes,
      ({ sequence }) => sequence > (this.pointInTime?.afterSequence ?? 0),
    );
    for (const change of this.changes.slice(first)) {
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

  /** @param streams how streams of these tables are cut into shards */
  constructor(readonly streams: StreamsProps = {}) {}

  nextSequence(): number {
    this.sequence += 1;
    return this.sequence;
  }

  get lastSequence(): number {
    return this.sequence;
  }

  /** Writes to a table go one after the other: the order of its changes is the order in which moto applied them. */
  inTurn<Result>(names: readonly unknown[], work: () => Promise<Result>): Promise<Result> {
    const tables = new Set(names.map((name) => this.get(name)).filter((table) => table !== undefined));
    const done = Promise.all([...tables].map(({ lastWrite }) => lastWrite)).then(work);
    const settled = done.catch(() => undefined);
    for (const table of tables) table.lastWrite = settled;
    return done;
  }

  get(nameOrArn: unknown): TableState | undefined {
    const text = String(nameOrArn);
    return this.byName.get(/:table\/([^/]+)/.exec(text)?.[1] ?? text);
  }
}
