import { z } from 'zod';

/**
 * What the vault holds of a table of another region. Everything is written once and never changed, but for the
 * high-water mark, the settings and what is under way. An object that is committed is named, with its digest, by a
 * link or by a round; the next link or round carries the digest of the one before it.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();
const number = z.number().int().positive();
const count = z.number().int().nonnegative();

export const EXPORT_KINDS = ['full', 'incremental'] as const;
const kind = z.enum(EXPORT_KINDS);
export type ExportKind = z.infer<typeof kind>;

/**
 * One export of the table, complete. A chain begins with a full one; each incremental one begins where the one before
 * it ended, to the millisecond. A later full one is of an instant where an incremental one ended, so that those which
 * were made while it ran go on from it.
 */
export const exportLink = z.strictObject({
  schema: z.literal(1),
  number,
  table: z.string(),
  kind,
  /** Of an incremental one: the first instant that is in it. */
  from: instant.nullable(),
  /** The first instant that is not in it. */
  to: instant,
  exportArn: z.string(),
  /** Where AWS wrote it: `.../AWSDynamoDB/<export id>`, without a slash at the end. */
  prefix: z.string(),
  /** Digests of `manifest-summary.json` and `manifest-files.json`; the latter names every file with its MD5. */
  manifest: z.strictObject({ summary: sha256, files: sha256 }),
  items: count,
  bytes: count,
  completedAt: instant,
  /** Digest of the link before it, as it is stored; null: the first. */
  previous: sha256.nullable(),
});
export type ExportLink = z.infer<typeof exportLink>;

/** An export that was asked for, or is about to be: one of each kind at a time. */
export const exportUnderWay = z.strictObject({
  schema: z.literal(1),
  kind,
  from: instant.nullable(),
  to: instant,
  /** Tells an attempt from the failed one before it. */
  attempt: number,
  /** What makes asking twice the same as asking once. */
  clientToken: z.string(),
  /** null: it is not known yet whether it was asked for. */
  exportArn: z.string().nullable(),
  askedAt: instant,
});
export type ExportUnderWay = z.infer<typeof exportUnderWay>;

/** Records of one shard, in their order, as lines of JSON (`segmentRecord`), compressed with gzip. */
export const segment = z.strictObject({
  object: z.string(),
  sha256,
  shard: z.string(),
  records: number,
  /** Sequence numbers of the first and the last record. */
  first: z.string(),
  last: z.string(),
  firstAt: instant,
  lastAt: instant,
});
export type Segment = z.infer<typeof segment>;

/** How far a shard is read. */
export const shardPosition = z.strictObject({
  id: z.string(),
  parent: z.string().nullable(),
  /** Sequence number of the last record that is in the vault; null: none yet. */
  after: z.string().nullable(),
  /**
   * Where GetRecords goes on, and when it said so: further than `after` where nothing was found behind it. Only the next
   * round uses it, and only until it expires.
   */
  next: z.strictObject({ iterator: z.string(), at: instant }).optional(),
  /** Closed, and read to its end. */
  done: z.boolean(),
});
export type ShardPosition = z.infer<typeof shardPosition>;

/** One round of copying the stream. A round is committed by being written; two at once: one wins. */
export const changesRound = z.strictObject({
  schema: z.literal(1),
  number,
  table: z.string(),
  streamArn: z.string(),
  /** When the reading ended. */
  readAt: instant,
  /** Every change before this instant is in the vault, back to `since`. */
  coveredUntil: instant,
  /** The vault has every change from here on; moved forward when records were lost (trimmed after 24 hours, another stream). */
  since: instant,
  /** Positions to go on from, of every shard that the stream still knows. */
  shards: z.array(shardPosition),
  segments: z.array(segment),
  previous: sha256.nullable(),
});
export type ChangesRound = z.infer<typeof changesRound>;

/** One line of a segment: the whole item after the change, or its key alone when it was deleted. DynamoDB JSON. */
export interface SegmentRecord {
  readonly sequence: string;
  /** Seconds since the epoch, as the stream tells them. */
  readonly at: number;
  readonly key: Readonly<Record<string, unknown>>;
  /** Absent: deleted. */
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The high-water mark of a source region: what `status` reads. */
export const tableHighWaterMark = z.strictObject({
  schema: z.literal(1),
  table: z.string(),
  /** Newest link; null: no export has been completed yet. */
  exports: z.strictObject({ number, fullNumber: number, to: instant }).nullable(),
  /** Newest round; null: no stream has been copied yet. */
  changes: z.strictObject({ number, since: instant, coveredUntil: instant }).nullable(),
  lookedAt: instant,
});
export type TableHighWaterMark = z.infer<typeof tableHighWaterMark>;

/** Every setting of the table, as it was when it last changed. */
export const settingsCopy = z.strictObject({
  schema: z.literal(1),
  table: z.string(),
  readAt: instant,
  settings: z.strictObject({
    tableArn: z.string(),
    values: z.record(z.string(), z.json()),
    unknown: z.array(z.string()),
  }),
});
export type SettingsCopy = z.infer<typeof settingsCopy>;

const padded = (value: number): string => String(value).padStart(10, '0');

/** Keys of a table's objects. Exports and their chain lie in the bucket `exports`, all else in `changes`. */
export function tableKeys(source: string, table: string) {
  const root = `${source}/${table}`;
  return {
    exportPrefix: `${root}/data`,
    chainPrefix: `${root}/chain/`,
    link: (n: number) => `${root}/chain/${padded(n)}.json`,
    underWay: (kind: ExportKind) => `${root}/under-way/${kind}.json`,
    roundPrefix: `${root}/rounds/`,
    round: (n: number) => `${root}/rounds/${padded(n)}.json`,
    segment: (round: number, id: string, index: number) =>
      `${root}/segments/${padded(round)}-${id}-${index}.jsonl.gz`,
    settings: `${root}/settings.json`,
  };
}
