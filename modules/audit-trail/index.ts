import { Cloudtrail } from '@cdktf/provider-aws/lib/cloudtrail';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { pipelineNeverSetsUp } from '../pipeline-guard';
import { versionedBucket } from '../versioned-bucket';

export interface AuditTrailProps {
  readonly names: Names;
  readonly region: Region;
  /** Days for which an event is kept. */
  readonly keepDays: number;
}

/**
 * Every management event of a region, with who did it, in a bucket of its own. No default lock (docs/decisions.md), and S3's
 * own key: the trail must go on when the environment's key is what was attacked.
 */
export class AuditTrail extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { names, region, keepDays }: AuditTrailProps) {
    super(scope, id);
    const made = versionedBucket(this, { name: names.bucket('trail', region), encryption: 'AES256' });
    const { versioning, encryption, publicAccess } = made;
    this.bucket = made.bucket;
    const bucket = this.bucket.id;
    const retention = new S3BucketLifecycleConfiguration(this, 'retention', {
      bucket,
      rule: [
        {
          id: 'end-of-retention',
          status: 'Enabled',
          filter: [{}],
          expiration: [{ days: keepDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
    const policy = new S3BucketPolicy(this, 'bucket-policy', {
      bucket,
      policy: trailBucketPolicy(names, region),
      dependsOn: [publicAccess, encryption, retention],
    });
    new Cloudtrail(this, 'trail', {
      name: names.trail,
      s3BucketName: bucket,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: true,
      isMultiRegionTrail: false,
      lifecycle: { preventDestroy: true },
      // CloudTrail tries to write when the trail is made.
      dependsOn: [policy],
    });
  }
}

/** AWS CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail". Lifecycle rules are not bound by a bucket's policy. */
function trailBucketPolicy(names: Names, region: Region): string {
  const bucketArn = names.bucketArn('trail', region);
  const fromOurTrail = { StringEquals: { 'aws:SourceArn': names.trailArn(region) } };
  const service = { Service: 'cloudtrail.amazonaws.com' };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TrailLooks',
        Effect: 'Allow',
        Principal: service,
        Action: 's3:GetBucketAcl',
        Resource: bucketArn,
        Condition: fromOurTrail,
      },
      {
        Sid: 'TrailWrites',
        Effect: 'Allow',
        Principal: service,
        Action: 's3:PutObject',
        Resource: `${bucketArn}/AWSLogs/${names.accountId}/*`,
        Condition: {
          StringEquals: { ...fromOurTrail.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      },
      {
        Sid: 'NeverDeleteByHand',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        Resource: `${bucketArn}/*`,
      },
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      pipelineNeverSetsUp(names, bucketArn),
    ],
  });
}
