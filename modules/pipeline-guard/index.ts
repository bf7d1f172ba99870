import type { Names } from '../../settings';

/** Settings of a bucket with which what it holds is exposed, unlocked or thrown away. */
const BUCKET_SETTINGS = [
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:PutBucketAcl',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketOwnershipControls',
  's3:PutBucketPolicy',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
];

/**
 * A statement of a resource's own policy that takes settings away from every pipeline, the approved one too. It is made
 * last, so the pipeline can make the resource and never weaken it: from then on its settings are an administrator's.
 */
export function pipelineNever(
  names: Names,
  actions: readonly string[],
  /** A policy of a repository names no resource. */
  resource?: string,
): object {
  return {
    Sid: 'PipelineNeverWeakens',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: actions,
    ...(resource === undefined ? {} : { Resource: resource }),
    // By condition: a role named as principal would have to exist before the resource.
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': [names.roleArn('ci-apply'), names.roleArn('ci-foundation')] },
    },
  };
}

/** {@link pipelineNever}, for the settings of a bucket. */
export function pipelineNeverSetsUp(names: Names, bucketArn: string): object {
  return pipelineNever(names, BUCKET_SETTINGS, bucketArn);
}
