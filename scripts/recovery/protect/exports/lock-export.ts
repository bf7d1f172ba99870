import { HeadObjectCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import { inParallel } from '../../aws/in-parallel';
import type { ObjectLock } from '../../aws/s3-objects';
import { gap, tampered } from '../../vault';
import { manifestKeys, readManifest } from '../../vault/table';
import type { ProtectAction } from '../connection';
import type { LinkContent } from './link-of';

const DAY = 86_400_000;
const WIDTH = 16;

interface Wanted {
  readonly key: string;
  /** As the manifest names it. */
  readonly etag?: string | undefined;
}

/**
 * The lock of an object that is written or looked at now: as many days as the settings say, to the end of the last one.
 * Two rounds at once then ask for the same, and neither shortens the other's lock, which S3 denies.
 */
export function lockFromNow({ clock, target }: Pick<ProtectAction, 'clock' | 'target'>): ObjectLock {
  const day = Math.ceil(clock.now() / DAY) + target.settings.retention.vaultDays;
  return { until: new Date(day * DAY) };
}

/**
 * Locks every object of a completed export that a rebuild reads, once it is the one that the manifest names. DynamoDB
 * writes them without a lock: a bucket that locks by itself demands a checksum, and no document says that an export
 * sends one (Amazon S3 user guide, "Object Lock considerations"). A killed round locks again from the start.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function lockExport(action: ProtectAction, link: LinkContent): Promise<void> {
  const { vault, signal } = action;
  const lock = lockFromNow(action);
  const files: readonly Wanted[] = await readManifest(vault, link);
  const manifests = manifestKeys(link).map((key) => ({ key }));
  await inParallel([...files, ...manifests], WIDTH, async (wanted) => {
    signal.throwIfAborted();
    await lockOne(action, wanted, lock);
  });
}

async function lockOne(
  { vault }: ProtectAction,
  { key, etag }: Wanted,
  { until }: ObjectLock,
): Promise<void> {
  const { s3, bucket } = vault.exports;
  const found = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch((error: unknown) => {
    if (error instanceof Error && /^(NotFound|NoSuchKey)$/.test(error.name)) throw gap(vault.exports, key);
    throw error;
  });
  if (etag !== undefined && found.ETag?.replaceAll('"', '') !== etag)
    throw tampered(vault.exports, key, 'is not the one that its manifest names');
  await s3.send(
    new PutObjectRetentionCommand({
      Bucket: bucket,
      Key: key,
      VersionId: found.VersionId,
      Retention: { Mode: 'GOVERNANCE', RetainUntilDate: until },
    }),
  );
}
