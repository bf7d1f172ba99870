import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { pipelineNeverSetsUp } from '../pipeline-guard';
import { versionedBucket } from '../versioned-bucket';

export interface StateBucketProps {
  readonly names: Names;
  readonly region: Region;
  /** The provider of the bucket's region. @default the stack's provider */
  readonly provider?: TerraformProvider;
}

/**
 * The Terraform state of one region: versioned, so that a broken state can be taken back, and never public.
 * Locking needs nothing here: Terraform's native lock is an object written on condition.
 */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { names, region, provider }: StateBucketProps) {
    super(scope, id);
    const made = versionedBucket(this, {
      name: names.bucket('state', region),
      encryption: 'aws:kms',
      provider,
    });
    const { versioning, encryption, publicAccess } = made;
    this.bucket = made.bucket;
    const bucket = this.bucket.id;
    new S3BucketPolicy(this, 'bucket-policy', {
      ...(provider === undefined ? {} : { provider }),
      bucket,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [pipelineNeverSetsUp(names, names.bucketArn('state', region))],
      }),
      dependsOn: [versioning, encryption, publicAccess],
    });
  }
}
