import { GetObjectRetentionCommand, type S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../aws/in-parallel';
import { isoTime } from '../../engine/clock';
import {
  manifestKeys,
  readChain,
  readManifest,
  type TableHighWaterMark,
  type TableVault,
} from '../vault/table';

export interface ExportLocks {
  /** Objects that a rebuild from the newest chain reads. */
  readonly objects: number;
  /** Keys of those that have no lock, or one that has ended. */
  readonly unlocked: readonly string[];
  /** When the first lock ends, ISO 8601; null: no object has one. */
  readonly until: string | null;
}

const WIDTH = 16;

/**
 * Looks at the lock of every object of the newest chain of exports.
 *
 * @param now milliseconds
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export async function readExportLocks(
  vault: TableVault,
  { table, exports }: TableHighWaterMark,
  now: number,
): Promise<ExportLocks> {
  const { s3, bucket } = vault.exports;
  const unlocked: string[] = [];
  let objects = 0;
  let until = Infinity;
  for (const link of await readChain(vault, table, exports?.number)) {
    const keys = [...manifestKeys(link), ...(await readManifest(vault, link)).map(({ key }) => key)];
    await inParallel(keys, WIDTH, async (Key) => {
      const end = await lockedUntil(s3, { Bucket: bucket, Key });
      objects += 1;
      if (end <= now) unlocked.push(Key);
      else until = Math.min(until, end);
    });
  }
  return { objects, unlocked: unlocked.sort(), until: Number.isFinite(until) ? isoTime(until) : null };
}

/** Milliseconds; 0: it has no lock. */
async function lockedUntil(
  s3: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
): Promise<number> {
  try {
    const { Retention } = await s3.send(new GetObjectRetentionCommand(object));
    return Retention?.RetainUntilDate?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchObjectLockConfiguration') return 0;
    throw error;
  }
}
