import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Clock } from '../../engine/clock';

/** One bucket, and a way to reach it. */
export interface Bucket {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly clock: Pick<Clock, 'sleep'>;
}

export interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** @returns undefined when there is no such object */
export async function readText({ s3, bucket }: Bucket, key: string): Promise<StoredText | undefined> {
  let found: GetObjectCommandOutput;
  try {
    found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
  return { text: (await found.Body?.transformToString()) ?? '', etag: found.ETag ?? '' };
}

/** Milliseconds, and how often: two writers at the same instant are told to try again. */
const CONFLICT_PAUSE = 250;
const CONFLICT_ATTEMPTS = 8;

/** Until when nobody may delete an object or shorten its lock without a right of its own (S3 Object Lock). */
export interface ObjectLock {
  readonly until: Date;
}

/** Fields of a put. */
function lockFields(lock: ObjectLock | undefined) {
  return lock === undefined
    ? {}
    : { ObjectLockMode: 'GOVERNANCE' as const, ObjectLockRetainUntilDate: lock.until };
}

/**
 * Writes an object only if it is still what its writer last saw: none (`If-None-Match: *`), or the one with that ETag
 * (`If-Match`). S3 user guide, "Conditional writes": 412 when it is not; 409 while another write of it is under way,
 * after which one tries again; 404 when there is none to match.
 *
 * @returns its new ETag, or undefined when somebody was faster: perhaps ourselves, when the answer was lost
 */
export async function writeTextIf(
  { s3, bucket, clock }: Bucket,
  key: string,
  {
    text,
    etag,
    lock,
  }: { readonly text: string; readonly etag: string | undefined; readonly lock?: ObjectLock | undefined },
): Promise<string | undefined> {
  const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const put = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: 'application/json',
        ...condition,
        ...lockFields(lock),
      });
      return (await s3.send(put)).ETag ?? '';
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'PreconditionFailed' || name === 'NoSuchKey') return undefined;
      if (name !== 'ConditionalRequestConflict' || attempt === CONFLICT_ATTEMPTS) throw error;
      await clock.sleep(CONFLICT_PAUSE);
    }
  }
}

/** Keys under a prefix, in the order of S3: by their bytes. @param pageSize at most 1000 (S3 API reference) */
export async function listKeys({ s3, bucket }: Bucket, prefix: string, pageSize = 1000): Promise<string[]> {
  const keys: string[] = [];
  let from: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: pageSize,
        ContinuationToken: from,
      }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    from = page.NextContinuationToken;
  } while (from !== undefined);
  return keys;
}

/** The folders right below a prefix, without it and without the slash. */
export async function listFolders({ s3, bucket }: Bucket, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  let from: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        ContinuationToken: from,
      }),
    );
    for (const { Prefix } of page.CommonPrefixes ?? []) {
      if (Prefix !== undefined) folders.push(Prefix.slice(prefix.length, -1));
    }
    from = page.NextContinuationToken;
  } while (from !== undefined);
  return folders;
}
