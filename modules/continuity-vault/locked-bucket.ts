import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import type { BucketPurpose } from '../../settings/naming';
import { versionedBucket } from '../versioned-bucket';
import { pipelineNeverSetsUp } from '../pipeline-guard';

export interface LockedBucketProps {
  readonly names: Names;
  readonly region: Region;
  readonly purpose: BucketPurpose;
  readonly kmsKeyArn: string;
  /** Who may lift the lock of an object: a holder of `s3:BypassGovernanceRetention`, or nobody. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Days for which a version of an object cannot be deleted, from its writing. */
  readonly lockDays: number;
  /**
   * Whether S3 locks every new object. It then refuses a put without a checksum (Amazon S3 user guide, "Object Lock
   * considerations"), and no document says that DynamoDB's exports send one.
   */
  readonly locksNewObjects?: boolean;
  /** Whether an object goes when its lock ends, too; if not, only versions that were overwritten do. @default false */
  readonly expires?: boolean;
}

/** A bucket whose objects cannot be deleted or overwritten in place until their lock ends (S3 Object Lock). */
export class LockedBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: LockedBucketProps) {
    super(scope, id);
    const {
      names,
      region,
      purpose,
      kmsKeyArn,
      mode,
      lockDays,
      expires = false,
      locksNewObjects = true,
    } = props;
    const made = versionedBucket(this, {
      name: names.bucket(purpose, region),
      encryption: { kmsKeyArn },
      // A bucket without it would be replaced, which Terraform is told to refuse.
      objectLock: true,
    });
    const { versioning, encryption, publicAccess } = made;
    this.bucket = made.bucket;
    const bucket = this.bucket.id;
    const lock = new S3BucketObjectLockConfigurationA(this, 'lock', {
      bucket,
      ...(locksNewObjects ? { rule: { defaultRetention: { mode, days: lockDays } } } : {}),
      dependsOn: [versioning],
    });
    const retention = new S3BucketLifecycleConfiguration(this, 'retention', {
      bucket,
      rule: expires ? whole(lockDays) : onlyOverwritten(lockDays),
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, 'bucket-policy', {
      bucket,
      policy: bucketPolicy(names, names.bucketArn(purpose, region)),
      // Last: it takes the settings above away from the pipeline. And S3 refuses two changes of access at a time.
      dependsOn: [publicAccess, lock, encryption, retention],
    });
  }
}

const UPLOADS = { abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }] };
const ALWAYS = { status: 'Enabled', filter: [{}] };

/**
 * An object goes on the day when its lock ends. In a versioned bucket its expiration only adds a delete marker: the
 * version itself goes a day later, whatever its lock, which S3 respects; the marker by a rule of its own, since S3 takes
 * no days beside it (Amazon S3 user guide, "Lifecycle configuration elements").
 */
function whole(lockDays: number): S3BucketLifecycleConfigurationRule[] {
  return [
    {
      ...ALWAYS,
      ...UPLOADS,
      id: 'end-of-lock',
      expiration: [{ days: lockDays }],
      noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
    },
    { ...ALWAYS, id: 'lonely-delete-markers', expiration: [{ expiredObjectDeleteMarker: true }] },
  ];
}

function onlyOverwritten(lockDays: number): S3BucketLifecycleConfigurationRule[] {
  return [
    {
      ...ALWAYS,
      ...UPLOADS,
      id: 'end-of-lock',
      noncurrentVersionExpiration: [{ noncurrentDays: lockDays }],
    },
  ];
}

/** Plain HTTP is refused, and so is lifting a lock: whoever must do that has to change this policy first, on record. */
function bucketPolicy(names: Names, bucketArn: string): string {
  const everything = [bucketArn, `${bucketArn}/*`];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: everything,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'NeverLiftLock',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:BypassGovernanceRetention',
        Resource: `${bucketArn}/*`,
      },
      pipelineNeverSetsUp(names, bucketArn),
    ],
  });
}
