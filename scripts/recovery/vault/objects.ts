import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { Bucket } from '../aws/s3-objects';
import { gap, tampered } from './faults';

type ReachedBucket = Pick<Bucket, 's3' | 'bucket'>;

/** What an object must hash to: SHA-256 in hexadecimal digits (ours), or MD5 in base64 (the manifests of AWS). */
export type Checksum = { readonly sha256: string } | { readonly md5: string };

/** SHA-256, hexadecimal. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Writes an object under a name that only this writer uses. An object that is there already is its own: S3 carried out
 * an earlier attempt whose answer was lost. A bucket with a default retention demands the checksum (S3 user guide,
 * "Object Lock considerations").
 *
 * @returns its SHA-256, hexadecimal
 */
export async function putObject(
  { s3, bucket }: ReachedBucket,
  key: string,
  bytes: Uint8Array,
  contentType = 'application/octet-stream',
): Promise<string> {
  const digest = sha256Of(bytes);
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

/**
 * An object that another one names, checked before anything works with it.
 *
 * @param checksum that it must have @default any
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming it
 */
export async function getObject(
  bucket: ReachedBucket,
  key: string,
  checksum?: Checksum,
): Promise<Uint8Array> {
  const bytes = await findObject(bucket, key);
  if (bytes === undefined) throw gap(bucket, key);
  if (checksum === undefined || matches(bytes, checksum)) return bytes;
  throw tampered(bucket, key, 'has another checksum than the one recorded for it');
}

function matches(bytes: Uint8Array, checksum: Checksum): boolean {
  return 'sha256' in checksum
    ? sha256Of(bytes) === checksum.sha256
    : createHash('md5').update(bytes).digest('base64') === checksum.md5;
}

async function findObject({ s3, bucket }: ReachedBucket, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
