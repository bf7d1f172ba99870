import { createHash } from 'node:crypto';
import { firstIndex, type TableChange } from '../change';

/** A part of a table's partition keys by their hash: from, and up to but without to. */
export interface HashRange {
  readonly from: number;
  readonly to: number;
}

export interface ShardProps {
  readonly streamArn: string;
  readonly range: HashRange;
  readonly parent: string | undefined;
  /** Milliseconds. */
  readonly openedAt: number;
  /** When it is followed by its children. */
  readonly closesAt: number;
  /** The last change of the stream before it. */
  readonly afterSequence: number;
}

/** The changes of some partitions for a few hours. */
export class Shard {
  readonly id: string;
  /** In the order of sequence and of time. */
  readonly records: TableChange[] = [];
  closedAt: number | undefined;

  constructor(readonly props: ShardProps) {
    const { streamArn, range, openedAt } = props;
    const digest = createHash('sha256').update(`${streamArn} ${openedAt} ${range.from}`).digest('hex');
    // In the order of their ids parents come before their children.
    this.id = `shardId-${String(Math.floor(openedAt)).padStart(20, '0')}-${digest.slice(0, 8)}`;
  }

  holds(hash: number): boolean {
    return hash >= this.props.range.from && hash < this.props.range.to;
  }

  /** Index of the first record that is still kept. @param horizon milliseconds */
  firstSince(horizon: number): number {
    return firstIndex(this.records, ({ time }) => time >= horizon);
  }
}
