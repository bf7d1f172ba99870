import type { ShardInfo } from '../../stream';
import type { ShardPosition } from '../../vault/table';
import { given } from '../../../engine/given';

/** Changes were lost between two rounds: what is copied does not go on from what was copied before. */
export class ContinuityLost extends Error {
  override readonly name = 'ContinuityLost';
}

/** How far a shard was read by this round. */
export interface CopiedShard {
  /** Sequence number of the last record; null: there was none. */
  readonly after: string | null;
  /** Where to go on; undefined: there is nothing more. */
  readonly next: ShardPosition['next'];
  /** Closed, and read to its end. */
  readonly done: boolean;
  /** Every change before this instant (milliseconds) was read; undefined: it is not known more than before. */
  readonly readUntil: number | undefined;
}

/** The shards of a stream, how far each is read, and which may be read next: a parent before its children. */
export class ShardBook {
  private readonly shards = new Map<string, ShardPosition & { readUntil?: number | undefined }>();
  private listed = new Set<string>();
  private closed = new Set<string>();

  /** @param before where an earlier round ended; empty: this is the first one */
  constructor(before: readonly ShardPosition[]) {
    for (const position of before) this.shards.set(position.id, position);
  }

  /**
   * Takes in what the stream lists. To the first round, shards that are closed already are none of its business.
   *
   * @throws ContinuityLost when a shard is gone that was not read to its end, or one is there whose parent nobody knows
   */
  see(described: readonly ShardInfo[]): void {
    const isFirst = this.shards.size === 0;
    this.listed = new Set(described.map(({ id }) => id));
    this.closed = new Set(described.flatMap(({ id, ending }) => (ending === null ? [] : [id])));
    const known = new Set([...this.shards.keys(), ...this.listed]);
    for (const { id, done } of this.shards.values()) {
      if (!done && !this.listed.has(id))
        throw new ContinuityLost(`shard ${id} was trimmed before it was read`);
    }
    for (const { id, parent, ending } of described) {
      if (this.shards.has(id)) continue;
      if (!isFirst && !known.has(parent ?? '')) {
        throw new ContinuityLost(`shard ${id} goes on from one that was trimmed before it was read`);
      }
      this.shards.set(id, { id, parent, after: null, done: isFirst && ending !== null });
    }
  }

  /** Shards that can be read now. */
  ready(): ShardPosition[] {
    return [...this.shards.values()].filter(
      ({ done, parent, readUntil }) =>
        !done && readUntil === undefined && this.shards.get(parent ?? '')?.done !== false,
    );
  }

  /** Whether nothing more comes into a shard, as the stream listed it last. */
  isClosed(id: string): boolean {
    return this.closed.has(id);
  }

  note(id: string, copied: CopiedShard): void {
    const shard = this.shards.get(id);
    if (shard !== undefined) this.shards.set(id, { ...shard, ...copied });
  }

  /**
   * Milliseconds: every change before was read, in every line of shards; undefined: that is not known. A closed shard
   * without a child says nothing of what came after it.
   */
  readUntil(): number | undefined {
    const parents = new Set([...this.shards.values()].map(({ parent }) => parent));
    const ends = [...this.shards.values()].filter(({ id }) => !parents.has(id));
    const known = ends.flatMap(({ done, readUntil }) => (done || readUntil === undefined ? [] : [readUntil]));
    return ends.length === 0 || known.length < ends.length ? undefined : Math.min(...known);
  }

  /** Where to go on. */
  positions(): ShardPosition[] {
    return [...this.shards.values()]
      .filter(({ id }) => this.listed.has(id))
      .map(({ id, parent, after, next, done }) => ({
        id,
        parent,
        after,
        ...given({ next }),
        done,
      }));
  }
}
