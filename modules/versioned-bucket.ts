import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';

export interface VersionedBucketProps {
  readonly name: string;
  /** `AES256`: S3's own key. `aws:kms`: AWS's key for S3, or the one given. */
  readonly encryption: 'AES256' | 'aws:kms' | { readonly kmsKeyArn: string };
  /** Whether a bucket policy may let strangers read. @default false */
  readonly allowsPublicPolicy?: boolean;
  /** Only possible when the bucket is made. @default false */
  readonly objectLock?: boolean;
  /** The provider of the bucket's region. @default the stack's provider */
  readonly provider?: TerraformProvider | undefined;
}

/** A bucket, and what its policy and lifecycle must come after. */
export interface VersionedBucket {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly publicAccess: S3BucketPublicAccessBlock;
}

/**
 * What every bucket of ours is: kept by Terraform, versioned, encrypted and closed to the public. A function, not a
 * construct: the addresses of buckets that exist have no level more.
 */
export function versionedBucket(scope: Construct, props: VersionedBucketProps): VersionedBucket {
  const { name, allowsPublicPolicy = false, objectLock = false, provider } = props;
  const placement = provider === undefined ? {} : { provider };
  const bucket = new S3Bucket(scope, 'bucket', {
    ...placement,
    bucket: name,
    ...(objectLock ? { objectLockEnabled: true } : {}),
    lifecycle: { preventDestroy: true },
  });
  const common = { ...placement, bucket: bucket.id };
  return {
    bucket,
    versioning: new S3BucketVersioningA(scope, 'versioning', {
      ...common,
      versioningConfiguration: { status: 'Enabled' },
    }),
    encryption: new S3BucketServerSideEncryptionConfigurationA(scope, 'encryption', {
      ...common,
      rule: [encryptionRule(props.encryption)],
    }),
    publicAccess: new S3BucketPublicAccessBlock(scope, 'public-access', {
      ...common,
      blockPublicAcls: true,
      blockPublicPolicy: !allowsPublicPolicy,
      ignorePublicAcls: true,
      restrictPublicBuckets: !allowsPublicPolicy,
    }),
  };
}

function encryptionRule(encryption: VersionedBucketProps['encryption']) {
  if (encryption === 'AES256') return { applyServerSideEncryptionByDefault: { sseAlgorithm: encryption } };
  const key = encryption === 'aws:kms' ? {} : { kmsMasterKeyId: encryption.kmsKeyArn };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', ...key },
    bucketKeyEnabled: true,
  };
}
