import { ContinuityVault } from '../../modules/continuity-vault';
import { BackupVault } from '../../modules/continuity-vault/backup-vault';
import { namesFor } from '../../settings';
import { parsePolicy, synthModule, type Attributes } from '../support/synth';

const names = namesFor({ environment: 'drill', accountId: '123456789012' });
const synthesized = synthModule(
  (stack) =>
    new ContinuityVault(stack, 'vault', {
      names,
      region: 'us-west-2',
      kmsKeyArn: 'the-key',
      vaultDays: 40,
      auditDays: 400,
    }),
);

/** The resource of a type that belongs to the bucket of a purpose. */
function ofBucket(purpose: string, type: string): Attributes {
  const [address] = Object.entries(synthesized.json.resource!.aws_s3_bucket!).find(
    ([, { bucket }]) => bucket === `syncwell-drill-${purpose}-123456789012-us-west-2`,
  )!;
  return synthesized.resources(type).find(({ bucket }) => bucket === `\${aws_s3_bucket.${address}.id}`)!;
}

describe('continuity vault', () => {
  const purposes = ['exports', 'changes', 'secrets', 'audit'];

  it('has a bucket for each purpose, locked from its creation and safe from a plan', () => {
    const buckets = synthesized.resources('aws_s3_bucket');
    expect(buckets.map(({ bucket }) => bucket).sort()).toEqual(
      purposes.map((purpose) => `syncwell-drill-${purpose}-123456789012-us-west-2`).sort(),
    );
    for (const bucket of buckets) {
      expect(bucket).toMatchObject({ object_lock_enabled: true, lifecycle: { prevent_destroy: true } });
    }
  });

  it('leaves the locking of exports to the agent: S3 would demand a checksum of DynamoDB', () => {
    expect(ofBucket('exports', 'aws_s3_bucket_object_lock_configuration').rule).toBeUndefined();
  });

  it.each([
    ['changes', 'GOVERNANCE', 40],
    ['secrets', 'GOVERNANCE', 40],
    ['audit', 'COMPLIANCE', 400],
  ])('locks %s in %s mode for %i days', (purpose, mode, days) => {
    expect(ofBucket(purpose, 'aws_s3_bucket_object_lock_configuration').rule).toEqual({
      default_retention: { mode, days },
    });
  });

  it.each(purposes)('keeps every version of %s, encrypted with our key', (purpose) => {
    expect(ofBucket(purpose, 'aws_s3_bucket_versioning').versioning_configuration).toEqual({
      status: 'Enabled',
    });
    expect(ofBucket(purpose, 'aws_s3_bucket_server_side_encryption_configuration').rule).toEqual([
      {
        apply_server_side_encryption_by_default: { kms_master_key_id: 'the-key', sse_algorithm: 'aws:kms' },
        bucket_key_enabled: true,
      },
    ]);
  });

  it.each(purposes)('keeps %s from the public', (purpose) => {
    expect(ofBucket(purpose, 'aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it.each(purposes)(
    'refuses plain HTTP, the lifting of locks and, to the pipeline, new settings for %s',
    (purpose) => {
      const arn = `arn:aws:s3:::syncwell-drill-${purpose}-123456789012-us-west-2`;
      expect(parsePolicy(ofBucket(purpose, 'aws_s3_bucket_policy').policy).Statement).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:BypassGovernanceRetention',
          Resource: `${arn}/*`,
        }),
        expect.objectContaining({
          Effect: 'Deny',
          Action: expect.arrayContaining([
            's3:PutBucketObjectLockConfiguration',
            's3:PutBucketPolicy',
            's3:PutBucketPublicAccessBlock',
            's3:PutBucketVersioning',
            's3:PutLifecycleConfiguration',
          ]),
          Resource: arn,
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': [names.roleArn('ci-apply'), names.roleArn('ci-foundation')] },
          },
        }),
      ]);
      expect(ofBucket(purpose, 'aws_s3_bucket_policy').depends_on).toHaveLength(4);
    },
  );

  it.each([
    ['exports', 1],
    ['changes', 1],
    ['secrets', 40],
    ['audit', 400],
  ])(
    'drops what was overwritten or expired in %s %i days after, when its lock has ended',
    (purpose, days) => {
      const [rule] = ofBucket(purpose, 'aws_s3_bucket_lifecycle_configuration').rule;
      expect(rule).toMatchObject({
        status: 'Enabled',
        noncurrent_version_expiration: [{ noncurrent_days: days }],
      });
    },
  );

  it.each(['exports', 'changes'])('keeps no byte of %s for longer than their lock and a day', (purpose) => {
    const rules = ofBucket(purpose, 'aws_s3_bucket_lifecycle_configuration').rule;
    const [expiry, markers] = rules;
    expect(expiry).toMatchObject({
      expiration: [{ days: 40 }],
      noncurrent_version_expiration: [{ noncurrent_days: 1 }],
    });
    expect(markers).toMatchObject({
      status: 'Enabled',
      expiration: [{ expired_object_delete_marker: true }],
    });
  });

  it('lets exports and changes go when their lock ends, but never the newest sealed secret or a journal', () => {
    const expiration = Object.fromEntries(
      purposes.map((purpose) => [
        purpose,
        ofBucket(purpose, 'aws_s3_bucket_lifecycle_configuration').rule[0].expiration,
      ]),
    );
    expect(expiration).toEqual({ exports: [{ days: 40 }], changes: [{ days: 40 }] });
  });
});

describe('backup vault', () => {
  it('is in the continuity vault, under its name and our key, safe from a plan', () => {
    expect(synthesized.only('aws_backup_vault')).toMatchObject({
      name: names.backupVault,
      kms_key_arn: 'the-key',
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
  });

  it('refuses retention shorter than the daily backups need, and its lock can be corrected', () => {
    const lock = synthesized.only('aws_backup_vault_lock_configuration');
    expect(lock.min_retention_days).toBe(35);
    expect(lock).not.toHaveProperty('changeable_for_days');
  });

  it('lets nobody delete a backup by hand', () => {
    const [statement] = parsePolicy(synthesized.only('aws_backup_vault_policy').policy).Statement;
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
    });
  });

  it('takes another shortest retention', () => {
    const vault = synthModule(
      (stack) => new BackupVault(stack, 'vault', { names, kmsKeyArn: 'the-key', minRetentionDays: 7 }),
    );
    expect(vault.only('aws_backup_vault_lock_configuration').min_retention_days).toBe(7);
  });
});
