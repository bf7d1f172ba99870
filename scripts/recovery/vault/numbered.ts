import type { ZodType } from 'zod';
import { listKeys, type Bucket, type ObjectLock } from '../aws/s3-objects';
import { readDocument, writeDocument, type Stored } from './documents';
import { gap, tampered } from './faults';

/** Documents that are written once, under numbers that count up from 1: links, rounds and catalogues. */
export interface Series<Content> {
  readonly bucket: Bucket;
  /** What their keys begin with. */
  readonly prefix: string;
  /** Keys have numbers of equal length, so that S3 lists them in their order. */
  key(number: number): string;
  readonly schema: ZodType<Content>;
  /** Whether a content belongs under that number here, and was not put in its place. */
  belongs(content: Content, number: number): boolean;
}

/** @returns undefined when none has that number @throws Stop VAULT_TAMPERED (precondition) naming it */
export async function readNumbered<Content>(
  series: Series<Content>,
  number: number,
): Promise<Stored<Content> | undefined> {
  const { bucket, schema } = series;
  const found = await readDocument(bucket, series.key(number), schema);
  if (found === undefined || series.belongs(found.content, number)) return found;
  throw tampered(bucket, series.key(number), 'belongs to something else');
}

/** @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming it */
export async function requireNumbered<Content>(
  series: Series<Content>,
  number: number,
): Promise<Stored<Content>> {
  const found = await readNumbered(series, number);
  if (found !== undefined) return found;
  throw gap(series.bucket, series.key(number));
}

/** Commits a document, where none has its number. @returns undefined when another writer was faster */
export function writeNumbered<Content extends object>(
  series: Series<Content>,
  number: number,
  content: Content,
  lock?: ObjectLock,
): Promise<Stored<Content> | undefined> {
  return writeDocument(series.bucket, series.key(number), { content, etag: undefined, lock });
}

/** The highest number in the list; 0: there is none. */
export async function newestNumber<Content>({ bucket, prefix }: Series<Content>): Promise<number> {
  const key = (await listKeys(bucket, prefix)).at(-1);
  return Number(/(\d+)\.json$/.exec(key ?? '')?.[1] ?? 0);
}

/**
 * The newest document; undefined: there is none.
 *
 * @param known number of one that there is, as a high-water mark tells it. The mark may be behind, when a round was killed
 *   before it moved the mark, but never ahead. @default 0: none is known
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function newestOf<Content>(
  series: Series<Content>,
  known = 0,
): Promise<Stored<Content> | undefined> {
  let number = known > 0 ? known : await newestNumber(series);
  let newest = number > 0 ? await requireNumbered(series, number) : undefined;
  for (;;) {
    number += 1;
    const next = await readNumbered(series, number);
    if (next === undefined) return newest;
    newest = next;
  }
}
