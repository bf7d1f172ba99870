import type { ServiceRequest } from '../../../gateway/service';
import { keyText, type Item } from '../attributes';
import type { RegionTables, TableState } from '../table-state';

/** When and where an item was written last; of two writes the later one wins, of two at once the greater region's. */
export interface Stamp {
  /** Milliseconds. */
  readonly time: number;
  readonly region: string;
}

/** A write of which other replicas have still to hear. */
export interface Write {
  readonly key: Item;
  /** undefined: deleted. */
  readonly after: Item | undefined;
  readonly stamp: Stamp;
}

export interface ReplicaProps {
  readonly table: TableState;
  /** Those of its region. */
  readonly tables: RegionTables;
  /** A call in its region, in the name of whoever made the global table. */
  readonly request: ServiceRequest;
  readonly keyId?: string | undefined;
}

/** One table of a global table. */
export class Replica {
  isCreating = false;
  /** By item, of every write since the replica was made: also of those that deleted. */
  private readonly stamps = new Map<string, Stamp>();

  constructor(readonly props: ReplicaProps) {}

  get region(): string {
    return this.props.request.region;
  }

  place(key: Item): string {
    return keyText(key, this.props.table.keyNames);
  }

  stampOf(key: Item): Stamp | undefined {
    return this.stamps.get(this.place(key));
  }

  stamp(key: Item, stamp: Stamp): void {
    this.stamps.set(this.place(key), stamp);
  }

  /** A write of another replica has been applied here. @param now milliseconds */
  applied({ key, after, stamp }: Write, now: number): void {
    const { table, tables } = this.props;
    table.note(key, after, { sequence: tables.nextSequence(), time: now }, 'replica');
    this.stamp(key, stamp);
  }
}

/**
 * Whether a write is newer than what a replica has; of one region's writes at the same instant each is, as they come in
 * their order.
 *
 * @param here undefined: never written since the replica was made
 */
export function isNewer(stamp: Stamp, here: Stamp | undefined): boolean {
  if (here === undefined) return true;
  return stamp.time > here.time || (stamp.time === here.time && stamp.region >= here.region);
}
