import { StateBucket } from '../../modules/state-bucket';
import { names } from '../support/module-props';
import { parsePolicy, synthModule } from '../support/synth';

describe('state bucket', () => {
  const synthesized = synthModule((stack) => new StateBucket(stack, 'state', { names, region: 'us-east-1' }));

  it('keeps every version of the state', () => {
    expect(synthesized.only('aws_s3_bucket_versioning').versioning_configuration).toEqual({
      status: 'Enabled',
    });
  });

  it('is encrypted with KMS', () => {
    const [rule] = synthesized.only('aws_s3_bucket_server_side_encryption_configuration').rule;
    expect(rule.apply_server_side_encryption_by_default).toEqual({ sse_algorithm: 'aws:kms' });
  });

  it('refuses every kind of public access', () => {
    expect(synthesized.only('aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('cannot be destroyed by a plan', () => {
    expect(synthesized.only('aws_s3_bucket').lifecycle).toEqual({ prevent_destroy: true });
  });

  it('is set up by an administrator alone once it is there', () => {
    const policy = synthesized.only('aws_s3_bucket_policy');
    const [statement] = parsePolicy(policy.policy).Statement;
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Resource: names.bucketArn('state', 'us-east-1'),
      Condition: {
        ArnEquals: { 'aws:PrincipalArn': [names.roleArn('ci-apply'), names.roleArn('ci-foundation')] },
      },
    });
    expect(statement!.Action).toEqual(
      expect.arrayContaining(['s3:PutBucketPolicy', 's3:PutBucketVersioning', 's3:DeleteBucketPolicy']),
    );
    expect(policy.depends_on).toHaveLength(3);
  });
});
