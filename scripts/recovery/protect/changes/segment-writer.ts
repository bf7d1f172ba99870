import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { isoTime } from '../../../engine/clock';
import type { Bucket } from '../../aws/s3-objects';
import { putObject } from '../../vault';
import type { Segment, SegmentRecord } from '../../vault/table';
import { given } from '../../../engine/given';

const compress = promisify(gzip);

/** Characters after which a segment is closed: what is in memory of a shard. */
const CHARACTERS = 4 * 1024 * 1024;

export interface SegmentWriterProps {
  readonly bucket: Bucket;
  /** Name of the n-th segment of a round. */
  readonly object: (index: number) => string;
  /** Records of an earlier second are passed over; milliseconds. */
  readonly since: number;
  /** Records after which a segment is closed. */
  readonly records: number;
}

type SegmentEdge = Pick<SegmentRecord, 'sequence' | 'at'>;

interface OpenSegment {
  readonly lines: string[];
  characters: number;
  readonly first: SegmentEdge;
  last: SegmentEdge;
}

/** Writes the records of a round into segments, each of one shard, and lists them in the order in which they were closed. */
export class SegmentWriter {
  private readonly open = new Map<string, OpenSegment>();
  private named = 0;
  readonly segments: Segment[] = [];

  constructor(private readonly props: SegmentWriterProps) {}

  get records(): number {
    return this.segments.reduce((sum, { records }) => sum + records, 0);
  }

  /** @returns what of them goes into a segment */
  async add(shard: string, records: readonly _Record[]): Promise<SegmentRecord[]> {
    const added: SegmentRecord[] = [];
    for (const record of records.map(segmentRecordOf)) {
      // A second is told as a whole: the one in which `since` lies counts.
      if ((record.at + 1) * 1000 <= this.props.since) continue;
      added.push(record);
      const segment = this.open.get(shard) ?? { lines: [], characters: 0, first: record, last: record };
      this.open.set(shard, segment);
      const line = lineOf(record);
      segment.lines.push(line);
      segment.characters += line.length;
      segment.last = record;
      if (segment.lines.length >= this.props.records || segment.characters >= CHARACTERS)
        await this.close(shard);
    }
    return added;
  }

  /** Writes what is left of a shard. */
  async close(shard: string): Promise<void> {
    const segment = this.open.get(shard);
    if (segment === undefined) return;
    this.open.delete(shard);
    this.named += 1;
    const object = this.props.object(this.named);
    const { lines, first, last } = segment;
    const bytes = await compress(lines.join(''));
    const sha256 = await putObject(this.props.bucket, object, bytes, 'application/gzip');
    this.segments.push({
      object,
      sha256,
      shard,
      records: lines.length,
      first: first.sequence,
      last: last.sequence,
      firstAt: isoTime(first.at * 1000),
      lastAt: isoTime(last.at * 1000),
    });
  }
}

function segmentRecordOf({ dynamodb = {} }: _Record): SegmentRecord {
  const { Keys = {}, NewImage, SequenceNumber = '', ApproximateCreationDateTime } = dynamodb;
  return {
    sequence: SequenceNumber,
    at: Math.floor((ApproximateCreationDateTime?.getTime() ?? 0) / 1000),
    key: Keys,
    ...given({ after: NewImage }),
  };
}

/** Bytes become base64, as DynamoDB's JSON has them. */
function lineOf(record: SegmentRecord): string {
  const text = JSON.stringify(record, function (this: Record<string, unknown>, name, value: unknown) {
    const raw = this[name];
    return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : value;
  });
  return `${text}\n`;
}
