import type { ZodType } from 'zod';
import type { Bucket } from '../aws/s3-objects';
import { readDocument, writeDocument } from './documents';

/** How far a copy is known to be complete, as of a look at its source. */
export interface HighWaterMark {
  /** When the round that wrote it looked, ISO 8601. */
  readonly lookedAt: string;
}

/** One kind of high-water mark: of the table, or of the secrets. */
export interface HighWaterMarkKind<Mark extends HighWaterMark> {
  readonly schema: ZodType<Mark>;
  /** What two marks know together: never less than either. `before` itself, when it knows all of it. Pure. */
  later(before: Mark, wanted: Mark): Mark;
}

/** @param source the region whose copies the mark speaks of */
export function highWaterMarkKey(source: string): string {
  return `${source}/high-water-mark.json`;
}

/** @returns undefined when no round has ended yet @throws Stop VAULT_TAMPERED (precondition) */
export async function readHighWaterMark<Mark extends HighWaterMark>(
  { schema }: HighWaterMarkKind<Mark>,
  bucket: Bucket,
  source: string,
): Promise<Mark | undefined> {
  return (await readDocument(bucket, highWaterMarkKey(source), schema))?.content;
}

/**
 * Moves a mark, never backwards: of two rounds at once each keeps what it saw more of.
 *
 * @returns the mark that stands
 * @throws Stop VAULT_TAMPERED (precondition)
 */
export async function moveHighWaterMark<Mark extends HighWaterMark>(
  kind: HighWaterMarkKind<Mark>,
  bucket: Bucket,
  source: string,
  wanted: Mark,
): Promise<Mark> {
  const key = highWaterMarkKey(source);
  for (;;) {
    const before = await readDocument(bucket, key, kind.schema);
    const mark = before === undefined ? wanted : kind.later(before.content, wanted);
    if (mark === before?.content) return mark;
    if ((await writeDocument(bucket, key, { content: mark, etag: before?.etag })) !== undefined) return mark;
  }
}

/** Two marks in the order of their looks; of one instant, the one before counts as the newer. */
export function byLook<Mark extends HighWaterMark>(
  before: Mark,
  wanted: Mark,
): readonly [older: Mark, newer: Mark] {
  return before.lookedAt >= wanted.lookedAt ? [wanted, before] : [before, wanted];
}
