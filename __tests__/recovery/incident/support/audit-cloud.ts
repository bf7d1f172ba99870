import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startLocalCloud, type LocalCloud } from '../../../../scripts/local-cloud/local-cloud';
import { Retrying } from '../../../../scripts/recovery/aws/retrying';
import type { Bucket } from '../../../../scripts/recovery/aws/s3-objects';
import { clockOf } from '../../../../scripts/engine/clock';

/** A local cloud with buckets for journals, leases and approvals, each test with one of its own. */
export interface AuditCloud {
  readonly cloud: LocalCloud;
  /** A bucket of its own, as an audit bucket is made. */
  newBucket(): Promise<Bucket>;
  close(): Promise<void>;
}

export async function startAuditCloud(): Promise<AuditCloud> {
  const cloud = await startLocalCloud({ owned: true });
  // Waits between attempts need not be as long as against AWS.
  const clock = clockOf({ speed: 50, start: 0, wallStart: 0 });
  const s3 = new S3Client({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'alice', secretAccessKey: 'local' },
    forcePathStyle: true,
    retryStrategy: new Retrying({ clock }),
    requestHandler: new NodeHttpHandler({ requestTimeout: 5_000, throwOnRequestTimeout: true }),
  });
  let buckets = 0;
  return {
    cloud,
    async newBucket() {
      buckets += 1;
      const bucket = `audit-${buckets}`;
      await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
      return { s3, bucket, clock };
    },
    async close() {
      s3.destroy();
      await cloud.stop();
    },
  };
}
