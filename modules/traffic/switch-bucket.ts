import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { pipelineNeverSetsUp } from '../pipeline-guard';
import { versionedBucket } from '../versioned-bucket';

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
    const made = versionedBucket(this, {
      name: names.bucket('switch', region),
      // What is under a key of ours cannot be read without credentials.
      encryption: 'AES256',
      // The policy below is public, for one key.
      allowsPublicPolicy: true,
    });
    const { versioning, encryption, publicAccess } = made;
    this.bucket = made.bucket;
    const bucket = this.bucket.id;
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
