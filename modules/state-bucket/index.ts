import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { pipelineNeverSetsUp } from '../pipeline-guard';

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
    const placement = provider === undefined ? {} : { provider };
    this.bucket = new S3Bucket(this, 'bucket', {
      ...placement,
      bucket: names.bucket('state', region),
      lifecycle: { preventDestroy: true },
    });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      ...placement,
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      ...placement,
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' }, bucketKeyEnabled: true }],
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      ...placement,
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketPolicy(this, 'bucket-policy', {
      ...placement,
      bucket,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [pipelineNeverSetsUp(names, names.bucketArn('state', region))],
      }),
      dependsOn: [versioning, encryption, publicAccess],
    });
  }
}
