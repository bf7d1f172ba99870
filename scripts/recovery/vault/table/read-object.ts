import { GetObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { Bucket } from '../../aws/s3-objects';
import { tableVaultGap, tableVaultTampered } from './place';

/** What an object must hash to: SHA-256 in hexadecimal digits (ours), or MD5 in base64 (the manifests of AWS). */
export type Checksum = { readonly sha256: string } | { readonly md5: string };

/**
 * An object of the vault, checked before anybody works with it.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming it
 */
export async function readObject(bucket: Bucket, key: string, checksum: Checksum): Promise<Uint8Array> {
  const bytes = await findObject(bucket, key);
  if (bytes === undefined) throw tableVaultGap(bucket, key);
  const is = 'sha256' in checksum ? hashOf('sha256', bytes, 'hex') : hashOf('md5', bytes, 'base64');
  if (is === ('sha256' in checksum ? checksum.sha256 : checksum.md5)) return bytes;
  throw tableVaultTampered(bucket, key, 'has another checksum than what names it says');
}

async function findObject({ s3, bucket }: Bucket, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

function hashOf(algorithm: string, bytes: Uint8Array, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}
