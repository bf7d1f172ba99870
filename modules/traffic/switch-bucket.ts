import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { pipelineNeverSetsUp } from '../pipeline-guard';

export interface SwitchBucketProps {
  readonly names: Names;
  /** The recovery region: the switch must answer when the primary does not. */
  readonly region: Region;
}

/**
 * Holds the object whose presence sends traffic to the recovery region. Route 53's health checkers ask for it without
 * credentials, so that one key is public to read, and nothing else is: the object says no more than that it is there.
 *
 * The account's own public access block must allow public policies, or the checkers never see the object.
 */
export class SwitchBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { names, region }: SwitchBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: names.bucket('switch', region),
      lifecycle: { preventDestroy: true },
    });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    // S3's own key: what is under a key of ours cannot be read without credentials.
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket,
      blockPublicAcls: true,
      ignorePublicAcls: true,
      // The policy below is public, for one key.
      blockPublicPolicy: false,
      restrictPublicBuckets: false,
    });
    new S3BucketPolicy(this, 'bucket-policy', {
      bucket,
      policy: switchPolicy(names, names.bucketArn('switch', region)),
      // Before the access block, S3 refuses a public policy; after the policy, the pipeline may set up nothing.
      dependsOn: [publicAccess, versioning, encryption],
    });
  }
}

/** No right to list: S3 then answers 403 instead of 404 for an absent object, which tells a stranger nothing. */
function switchPolicy(names: Names, bucketArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'HealthCheckersSeeTheSwitch',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `${bucketArn}/${names.failoverSwitchKey}`,
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
