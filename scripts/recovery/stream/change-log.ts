import { DescribeStreamCommand, type Shard } from '@aws-sdk/client-dynamodb-streams';
import { inFamilies } from './in-families';
import { readShard, type Position, type ReadingAction, type Tell } from './shard-reader';

/** A large table's stream has hundreds; each that is read holds one answer of at most a megabyte. */
const SHARDS_AT_ONCE = 16;
/** Changes are kept so long (aws-facts.md, 1.32). Milliseconds. */
export const RETENTION = 24 * 3_600_000;
/** Clocks of this machine and of the service are less apart than this. Milliseconds. */
const CLOCKS_APART = 5_000;

/** How far a shard has been read; as the vault's rounds hold it. */
export interface ShardPosition {
  readonly id: string;
  readonly parent: string | null;
  /** Sequence number of the last change that was told; null: none yet. */
  readonly after: string | null;
  /** Closed, and read to its end. */
  readonly done: boolean;
}

export interface ChangeLogProps {
  readonly arn: string;
  /** When the stream was switched on. Milliseconds. */
  readonly begins: number;
  /** Changes of earlier seconds are not told. Milliseconds. */
  readonly from: number;
  /** Where another reader had come to, and when, in milliseconds. @default the beginning */
  readonly resume?: { readonly positions: readonly ShardPosition[]; readonly readAt: number };
}

/** What a reading was able to tell. */
export interface Coverage {
  /** Every change from this instant on has been told, by this reading or the ones before it. Milliseconds. */
  readonly since: number;
  /** Changes that were asked for are gone: they were trimmed, or the stream is younger. */
  readonly trimmed: boolean;
}

/**
 * The changes of a table from an instant on, read from its stream: shards in parallel, each after its parent, so that
 * changes of one item come in the order in which they were made; those of different items come in any order. Memory is
 * bounded by what is told at once.
 */
export class ChangeLog {
  private readonly places = new Map<string, Position & { readonly parent: string | null }>();
  /** When it was read last, and since when everything has been told; undefined: it has not been read. */
  private last: { readonly at: number; readonly since: number } | undefined;

  constructor(
    private readonly action: ReadingAction,
    private readonly props: ChangeLogProps,
  ) {
    const { resume, from } = props;
    if (resume === undefined) return;
    this.last = { at: resume.readAt, since: from };
    for (const { id, parent, after, done } of resume.positions) {
      this.places.set(id, { parent, after: after ?? undefined, done, lost: false });
    }
  }

  /** Where another reader may go on, of every shard that the stream still knew when it was read last. */
  get positions(): readonly ShardPosition[] {
    return [...this.places].map(([id, { parent, after, done }]) => ({
      id,
      parent,
      after: after ?? null,
      done,
    }));
  }

  /**
   * Tells every change since the last time, shard by shard in batches, each change once or, when `tell` throws, again
   * at the next reading.
   *
   * @param options.until milliseconds: later changes are left for the next reading. @default now, and the one answer
   * that goes beyond it: a table that is written to all the time has no end
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
    await inFamilies(shards, SHARDS_AT_ONCE, async (shard) => {
      const position = this.placeOf(shard);
      await readShard(action, { arn, shard, position, from, until, tell });
      lost ||= position.lost;
      position.lost = false;
      return position.done;
    });
    // What was trimmed while it was read is older than this.
    const kept = Math.max(from, props.begins, action.clock.now() - RETENTION);
    const since = this.last === undefined || lost ? kept : this.last.since;
    this.last = { at: now, since };
    return { since, trimmed: since > from };
  }

  /** @returns whether a shard is gone that had not been read to its end */
  private forgetAllBut(shards: readonly Shard[]): boolean {
    const known = new Set(shards.map(({ ShardId }) => ShardId));
    const gone = [...this.places].filter(([id]) => !known.has(id));
    for (const [id] of gone) this.places.delete(id);
    return gone.some(([, { done }]) => !done);
  }

  private placeOf({ ShardId: id = '', ParentShardId }: Shard): Position {
    const known = this.places.get(id);
    if (known !== undefined) return known;
    const place = { parent: ParentShardId ?? null, after: undefined, done: false, lost: false };
    this.places.set(id, place);
    return place;
  }

  private async describe(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let last: string | undefined;
    do {
      const { StreamDescription: stream } = await this.action.clients.streams.send(
        new DescribeStreamCommand({
          StreamArn: this.props.arn,
          ...(last === undefined ? {} : { ExclusiveStartShardId: last }),
        }),
      );
      shards.push(...(stream?.Shards ?? []));
      last = stream?.LastEvaluatedShardId;
    } while (last !== undefined);
    return shards;
  }
}
