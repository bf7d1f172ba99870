import type { TableChange } from '../change';
import { Shard, type HashRange } from './shard';

const HOUR = 3_600_000;
/** Records are kept so long (aws-facts.md, 1.32). */
export const RETENTION = 24 * HOUR;
const HASHES = 2 ** 32;

export interface StreamsProps {
  /** How many shards a stream begins with. @default 2 */
  readonly openShards?: number;
  /**
   * Cloud milliseconds after which a shard is closed and followed by a child; the first ones close one after the other
   * within that time. @default four hours, as the service does about
   */
  readonly shardTime?: number;
  /** A shard that has so many records when it is closed is followed by two children. @default 100,000 */
  readonly splitAt?: number;
  /**
   * Empty answers behind each place that an iterator is asked for, as AWS gives them where nothing lies in a part of a
   * shard (DynamoDB Streams API reference, GetRecords). @default 0
   */
  readonly emptyAnswers?: number;
}

export interface TableStreamProps {
  readonly arn: string;
  readonly label: string;
  readonly viewType: string;
  /** Milliseconds. */
  readonly enabledAt: number;
  /** Changes up to this one are not in the stream. */
  readonly afterSequence: number;
}

/** One stream of a table: its shards, each with its part of the changes. */
export class TableStream {
  private shards: Shard[];
  private lastSequence: number;
  private readonly shardTime: number;
  private readonly splitAt: number;
  readonly emptyAnswers: number;
  /** When the next shard closes. */
  private nextClosing: number;
  disabledAt: number | undefined;

  constructor(
    readonly props: TableStreamProps,
    { openShards = 2, shardTime = 4 * HOUR, splitAt = 100_000, emptyAnswers = 0 }: StreamsProps,
  ) {
    this.shardTime = shardTime;
    this.splitAt = splitAt;
    this.emptyAnswers = emptyAnswers;
    this.lastSequence = props.afterSequence;
    this.shards = Array.from({ length: openShards }, (_, index) =>
      this.open(part({ from: 0, to: HASHES }, index, openShards), {
        parent: undefined,
        openedAt: props.enabledAt,
        closesAt: props.enabledAt + (shardTime * (index + 1)) / openShards,
      }),
    );
    this.nextClosing = this.firstClosing();
  }

  get isEnabled(): boolean {
    return this.disabledAt === undefined;
  }

  /** @param hash of the item's partition key */
  append(change: TableChange, hash: number): void {
    this.advance(change.time);
    this.shards.find((shard) => shard.closedAt === undefined && shard.holds(hash))?.records.push(change);
    this.lastSequence = change.sequence;
  }

  /** No more changes come; what there is can still be read. @param now milliseconds */
  disable(now: number): void {
    this.advance(now);
    for (const shard of this.shards) shard.closedAt ??= now;
    this.nextClosing = Infinity;
    this.disabledAt = now;
  }

  /** The shards that still have something to tell, in the order of their ids. @param now milliseconds */
  list(now: number): readonly Shard[] {
    this.advance(now);
    this.shards = this.shards.filter(({ closedAt = Infinity }) => closedAt > now - RETENTION);
    return this.shards;
  }

  /** Closes what is due, and opens what follows. */
  private advance(now: number): void {
    if (now < this.nextClosing) return;
    while (this.nextClosing <= now) {
      const due = this.shards.filter(
        ({ closedAt, props: { closesAt } }) => closedAt === undefined && closesAt === this.nextClosing,
      );
      this.shards.push(...due.flatMap((shard) => this.follow(shard)));
      this.nextClosing = this.firstClosing();
    }
    this.shards.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private follow(parent: Shard): Shard[] {
    const { range, closesAt } = parent.props;
    parent.closedAt = closesAt;
    const children = parent.records.length >= this.splitAt && range.to - range.from > 1 ? 2 : 1;
    return Array.from({ length: children }, (_, index) =>
      this.open(part(range, index, children), {
        parent: parent.id,
        openedAt: closesAt,
        closesAt: closesAt + this.shardTime,
      }),
    );
  }

  private open(
    range: HashRange,
    times: { readonly parent: string | undefined; readonly openedAt: number; readonly closesAt: number },
  ): Shard {
    return new Shard({ streamArn: this.props.arn, range, afterSequence: this.lastSequence, ...times });
  }

  private firstClosing(): number {
    const open = this.shards.filter(({ closedAt }) => closedAt === undefined);
    return open.reduce((first, { props }) => Math.min(first, props.closesAt), Infinity);
  }
}

/** One of several equal parts of a range. */
function part({ from, to }: HashRange, index: number, count: number): HashRange {
  const at = (position: number): number => Math.floor(from + ((to - from) * position) / count);
  return { from: at(index), to: at(index + 1) };
}
