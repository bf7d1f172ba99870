import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { Bucket } from '../../aws/s3-objects';
import { gap, tampered, type Vault } from './vault';

type Place = Pick<Bucket, 's3' | 'bucket'>;

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Writes an object under a name that nobody else uses; found there already, it is ours, and an answer was lost. The
 * checksum is what a bucket with a default retention demands (S3 user guide, "Object Lock considerations").
 *
 * @returns its SHA-256, hexadecimal
 */
export async function putObject(
  { s3, bucket }: Place,
  key: string,
  bytes: Uint8Array,
  contentType = 'application/octet-stream',
): Promise<string> {
  const digest = digestOf(bytes);
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentType: contentType,
        ChecksumAlgorithm: 'SHA256',
        ChecksumSHA256: Buffer.from(digest, 'hex').toString('base64'),
        IfNoneMatch: '*',
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
  }
  return digest;
}

/** @returns undefined when there is no such object */
export async function findObject({ s3, bucket }: Place, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/**
 * An object that the catalogue names.
 *
 * @param digest SHA-256 that it must have, hexadecimal
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming it
 */
export async function getObject(vault: Vault, key: string, digest?: string): Promise<Uint8Array> {
  const bytes = await findObject(vault, key);
  if (bytes === undefined) throw gap(vault, key);
  if (digest !== undefined && digestOf(bytes) !== digest) {
    throw tampered(vault, key, 'has another digest than its catalogue says');
  }
  return bytes;
}
