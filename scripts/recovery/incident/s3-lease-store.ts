import { z } from 'zod';
import type { LeaseRecord, LeaseStore } from '../../engine/lease';
import { stop } from '../../engine/errors';
import { readText, writeTextIf, type Bucket } from '../aws/s3-objects';

const leaseRecord = z.object({
  incident: z.string(),
  operator: z.string(),
  host: z.string(),
  processId: z.number().int(),
  token: z.number().int().min(1),
  expiresAt: z.iso.datetime(),
});

/** The lease of an environment: one object, changed only by who saw its last version. */
export class S3LeaseStore implements LeaseStore {
  private readonly key: string;

  constructor(
    private readonly bucket: Bucket,
    environment: string,
  ) {
    this.key = `leases/${environment}.json`;
  }

  /** @throws Stop LEASE_UNREADABLE when the object is no lease */
  async read(): Promise<{ record: LeaseRecord; version: string } | undefined> {
    const found = await readText(this.bucket, this.key);
    if (found === undefined) return undefined;
    const result = leaseRecord.safeParse(parseJson(found.text));
    if (result.success) return { record: result.data, version: found.etag };
    throw stop('LEASE_UNREADABLE', {
      key: this.key,
      bucket: this.bucket.bucket,
      problem: result.error.issues[0]?.message ?? '',
    });
  }

  write(record: LeaseRecord, version: string | undefined): Promise<string | undefined> {
    return writeTextIf(this.bucket, this.key, { text: JSON.stringify(record), etag: version });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
