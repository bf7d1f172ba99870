import { describeShards, type ShardInfo } from './describe-shards';
import { inFamilies } from './in-families';
import { readChanges, type Tell, type ToldShard } from './read-changes';
import type { ReadingAction, ShardEnd } from './shard-reader';
import { lostStream } from './unreadable';

/** A large table's stream has hundreds; each that is read holds one answer of at most a megabyte. */
const SHARDS_AT_ONCE = 16;
/** Changes are kept so long (aws-facts.md, 1.32). Milliseconds. */
export const RETENTION = 24 * 3_600_000;
/** Clocks of this machine and of the service are less apart than this. Milliseconds. */
const CLOCKS_APART = 5_000;

export interface ChangeLogProps {
  readonly arn: string;
  /** When the stream was switched on. Milliseconds. */
  readonly begins: number;
  /** Changes of earlier seconds are not told. Milliseconds. */
  readonly from: number;
}

/** What a reading was able to tell. */
export interface Coverage {
  /** Every change from this instant on has been told, by this reading or the ones before it. Milliseconds. */
  readonly since: number;
  /** Changes that were asked for are gone: they were trimmed, or the stream is younger. */
  readonly trimmed: boolean;
  /** How this reading of each shard ended, by the shard's id: an open one that is `quiet` may have more to tell. */
  readonly ends: ReadonlyMap<string, ShardEnd>;
}

/**
 * The changes of a table from an instant on, read from its stream: shards in parallel, each after its parent, so that
 * changes of one item come in the order in which they were made; those of different items come in any order. Memory is
 * bounded by what is told at once.
 */
export class ChangeLog {
  private readonly shards = new Map<string, ToldShard>();
  /** When it was read last, and since when everything has been told; undefined: it has not been read. */
  private last: { readonly at: number; readonly since: number } | undefined;

  constructor(
    private readonly action: ReadingAction,
    private readonly props: ChangeLogProps,
  ) {}

  /**
   * Tells every change since the last time, shard by shard in batches, each change once or, when `tell` throws, again
   * at the next reading. Readings go on where the last one stopped, so that they get ahead through silence.
   *
   * @param options.until milliseconds: later changes are left for the next reading. @default now, and the one answer
   * that goes beyond it: a table that is written to all the time has no end
   * @throws Stop STREAM_UNREADABLE (failed) when the stream or one of its shards cannot be read
   */
  async read(tell: Tell, options: { readonly until?: number } = {}): Promise<Coverage> {
    const { action, props } = this;
    const { arn, from } = props;
    const now = action.clock.now();
    const until =
      options.until === undefined
        ? { at: now + CLOCKS_APART, exact: false }
        : { at: options.until, exact: true };
    const shards = await this.describe();
    let lost = this.forgetAllBut(shards) || (this.last !== undefined && now - this.last.at >= RETENTION);
    const ends = new Map<string, ShardEnd>();
    await inFamilies(shards, SHARDS_AT_ONCE, async (shard) => {
      const told = this.toldOf(shard);
      if (told.done) return true;
      const isListed = async () => (await this.describe()).some(({ id }) => id === shard.id);
      ends.set(shard.id, await readChanges(action, { arn, shard, told, from, until, tell, isListed }));
      lost ||= told.lost;
      told.lost = false;
      return told.done;
    });
    // What was trimmed while it was read is older than this.
    const kept = Math.max(from, props.begins, action.clock.now() - RETENTION);
    const since = this.last === undefined || lost ? kept : this.last.since;
    this.last = { at: now, since };
    return { since, trimmed: since > from, ends };
  }

  /** @returns whether a shard is gone that had not been read to its end */
  private forgetAllBut(shards: readonly ShardInfo[]): boolean {
    const known = new Set(shards.map(({ id }) => id));
    const gone = [...this.shards].filter(([id]) => !known.has(id));
    for (const [id] of gone) this.shards.delete(id);
    return gone.some(([, { done }]) => !done);
  }

  private toldOf({ id }: ShardInfo): ToldShard {
    const told = this.shards.get(id) ?? { after: null, next: undefined, done: false, lost: false };
    this.shards.set(id, told);
    return told;
  }

  private async describe(): Promise<ShardInfo[]> {
    const { action, props } = this;
    try {
      return await describeShards(action.clients.streams, props.arn, action.signal);
    } catch (error) {
      const isGone = error instanceof Error && error.name === 'ResourceNotFoundException';
      throw isGone ? lostStream(props.arn) : error;
    }
  }
}
