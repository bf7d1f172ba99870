import type { ZodType } from 'zod';
import { readText, writeTextIf, type Bucket, type ObjectLock } from '../aws/s3-objects';
import { tampered } from './faults';
import { sha256Of } from './objects';

/** A JSON document of the vault, as it is stored. */
export interface Stored<Content> {
  readonly content: Content;
  /** SHA-256 of its text, hexadecimal. */
  readonly digest: string;
  readonly etag: string;
}

/** @returns undefined when there is no such object @throws Stop VAULT_TAMPERED when it does not fit the schema */
export async function readDocument<Content>(
  bucket: Bucket,
  key: string,
  schema: ZodType<Content>,
): Promise<Stored<Content> | undefined> {
  const found = await readText(bucket, key);
  if (found === undefined) return undefined;
  try {
    const content = schema.parse(JSON.parse(found.text));
    return { content, digest: sha256Of(found.text), etag: found.etag };
  } catch {
    throw tampered(bucket, key, 'cannot be read');
  }
}

/**
 * Writes a document if it is still the one that its writer last saw.
 *
 * @param etag of the document that is replaced; undefined: there must be none
 * @returns the document as it is stored, also when only the answer was lost; undefined: another writer was faster
 */
export async function writeDocument<Content extends object>(
  bucket: Bucket,
  key: string,
  {
    content,
    etag,
    lock,
  }: { readonly content: Content; readonly etag: string | undefined; readonly lock?: ObjectLock | undefined },
): Promise<Stored<Content> | undefined> {
  const text = JSON.stringify(content);
  const written =
    (await writeTextIf(bucket, key, { text, etag, lock })) ?? (await etagOfOwn(bucket, key, text));
  return written === undefined ? undefined : { content, digest: sha256Of(text), etag: written };
}

async function etagOfOwn(bucket: Bucket, key: string, text: string): Promise<string | undefined> {
  const found = await readText(bucket, key);
  return found?.text === text ? found.etag : undefined;
}
