import { createHash } from 'node:crypto';
import type { ZodType } from 'zod';
import { readText, writeTextIf, type Bucket } from '../../aws/s3-objects';
import { tableVaultTampered } from './place';

/** A document of the vault, as it is stored. */
export interface Stored<Content> {
  readonly content: Content;
  /** SHA-256 of its text, hexadecimal. */
  readonly digest: string;
  readonly etag: string;
}

export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @returns undefined when there is no such object @throws Stop VAULT_TAMPERED when it is not what the schema says */
export async function readStored<Content>(
  bucket: Bucket,
  key: string,
  schema: ZodType<Content>,
): Promise<Stored<Content> | undefined> {
  const found = await readText(bucket, key);
  if (found === undefined) return undefined;
  try {
    const content = schema.parse(JSON.parse(found.text));
    return { content, digest: textDigest(found.text), etag: found.etag };
  } catch {
    throw tableVaultTampered(bucket, key, 'cannot be read');
  }
}

/**
 * Writes a document if it is still what its writer last saw.
 *
 * @param etag of what is replaced; undefined: there must be none
 * @returns its ETag; undefined: somebody else was faster. Ours, when only an answer was lost
 */
export async function writeStored(
  bucket: Bucket,
  key: string,
  { content, etag }: { readonly content: object; readonly etag: string | undefined },
): Promise<string | undefined> {
  const text = JSON.stringify(content);
  const written = await writeTextIf(bucket, key, { text, etag });
  if (written !== undefined) return written;
  const found = await readText(bucket, key);
  return found?.text === text ? found.etag : undefined;
}
