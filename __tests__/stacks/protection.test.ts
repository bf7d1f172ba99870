import { listEnvironments } from '../../settings';
import { synthStacks } from '../support/stacks';
import type { Attributes, Synthesized } from '../support/synth';

/** Types that hold what cannot be made again: each must refuse a plan that destroys it. */
const STATEFUL = [
  'aws_backup_vault',
  'aws_dynamodb_table',
  'aws_ecr_repository',
  'aws_elasticache_replication_group',
  'aws_kms_key',
  'aws_s3_bucket',
  'aws_secretsmanager_secret',
];

function statefulOf(stack: Synthesized): [string, Attributes][] {
  return STATEFUL.flatMap((type) =>
    Object.entries(stack.json.resource?.[type] ?? {}).map(([name, attributes]): [string, Attributes] => [
      `${type}.${name}`,
      attributes,
    ]),
  );
}

describe.each(listEnvironments())('in %s', (environment) => {
  const stacks = synthStacks({ SYNCWELL_ENV: environment });
  const regional = [stacks[`${environment}-primary`]!, stacks[`${environment}-recovery`]!];

  it('every stateful resource refuses to be destroyed', () => {
    const all = Object.values(stacks).flatMap(statefulOf);
    expect(all.length).toBeGreaterThan(20);
    expect(
      all
        .filter(([, attributes]) => attributes.lifecycle?.prevent_destroy !== true)
        .map(([address]) => address),
    ).toEqual([]);
  });

  it('the table can go back to any second of 35 days, is protected and encrypted with our key', () => {
    for (const stack of regional) {
      expect(stack.only('aws_dynamodb_table')).toMatchObject({
        point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
        deletion_protection_enabled: true,
        server_side_encryption: { enabled: true, kms_key_arn: expect.stringContaining('data.aws_kms_key') },
      });
    }
  });

  it('Redis survives a zone: failover, a replica elsewhere, encrypted on the wire and at rest', () => {
    for (const stack of regional) {
      const group = stack.only('aws_elasticache_replication_group');
      expect(group).toMatchObject({
        multi_az_enabled: true,
        automatic_failover_enabled: true,
        transit_encryption_enabled: true,
        at_rest_encryption_enabled: 'true',
      });
      expect(group.num_cache_clusters).toBeGreaterThanOrEqual(2);
    }
  });

  it('the network and the workers span three zones, each with a NAT gateway of its own', () => {
    for (const stack of regional) {
      expect(stack.resources('aws_nat_gateway')).toHaveLength(3);
      const subnets = stack.only('aws_ecs_service').network_configuration.subnets;
      expect(new Set(subnets).size).toBe(3);
    }
  });

  it('every bucket of a vault is locked against deletion', () => {
    for (const role of ['primary', 'recovery']) {
      const foundation = stacks[`${environment}-foundation-${role}`]!;
      const locked = foundation
        .resources('aws_s3_bucket')
        .filter((bucket) => bucket.object_lock_enabled === true);
      expect(locked.map(({ bucket }) => bucket.split('-')[2]).sort()).toEqual([
        'audit',
        'changes',
        'exports',
        'secrets',
      ]);
      expect(foundation.resources('aws_s3_bucket_object_lock_configuration')).toHaveLength(4);
    }
  });
});

describe('the frozen list of stateful addresses', () => {
  // Terraform destroys what moves to another address. To change this list, give the resource a `moved` block.
  it('is what production has', () => {
    const stacks = synthStacks({ SYNCWELL_ENV: 'production' });
    const addresses = Object.fromEntries(
      Object.entries(stacks).map(([id, stack]) => [id, statefulOf(stack).map(([address]) => address)]),
    );
    expect(addresses).toMatchInlineSnapshot(`
     {
       "production-bootstrap": [
         "aws_s3_bucket.state-us-east-1_bucket_590E453C",
         "aws_s3_bucket.state-us-west-2_bucket_877991EA",
       ],
       "production-foundation-primary": [
         "aws_backup_vault.continuity-vault_backups_vault_3E479045",
         "aws_ecr_repository.image-repository_8F56A673",
         "aws_kms_key.encryption-key_B3391E8B",
         "aws_s3_bucket.audit-trail_bucket_7172A606",
         "aws_s3_bucket.continuity-vault_audit_bucket_942896BB",
         "aws_s3_bucket.continuity-vault_changes_bucket_4427DAA2",
         "aws_s3_bucket.continuity-vault_exports_bucket_33BE7764",
         "aws_s3_bucket.continuity-vault_secrets_bucket_E6260743",
       ],
       "production-foundation-recovery": [
         "aws_backup_vault.continuity-vault_backups_vault_3E479045",
         "aws_ecr_repository.image-repository_8F56A673",
         "aws_kms_key.encryption-key_B3391E8B",
         "aws_s3_bucket.audit-trail_bucket_7172A606",
         "aws_s3_bucket.continuity-vault_audit_bucket_942896BB",
         "aws_s3_bucket.continuity-vault_changes_bucket_4427DAA2",
         "aws_s3_bucket.continuity-vault_exports_bucket_33BE7764",
         "aws_s3_bucket.continuity-vault_secrets_bucket_E6260743",
         "aws_s3_bucket.failover-switch_bucket_B7BD78D3",
       ],
       "production-identity": [],
       "production-primary": [
         "aws_dynamodb_table.metadata-table_SyncWellMetadata_table_027A966C",
         "aws_elasticache_replication_group.cache_replication-group_FA5C54CF",
         "aws_secretsmanager_secret.credentials_apple-health_8EDD3022",
         "aws_secretsmanager_secret.credentials_fitbit_ACC9FECF",
         "aws_secretsmanager_secret.credentials_garmin_F32F8A0C",
         "aws_secretsmanager_secret.credentials_google-fit_D1744ECB",
         "aws_secretsmanager_secret.credentials_oura_580944E9",
         "aws_secretsmanager_secret.credentials_polar_6DE5A1E7",
         "aws_secretsmanager_secret.credentials_strava_9EEFE906",
         "aws_secretsmanager_secret.credentials_suunto_104C1451",
         "aws_secretsmanager_secret.credentials_whoop_0991C197",
         "aws_secretsmanager_secret.credentials_withings_516CAF2C",
       ],
       "production-recovery": [
         "aws_dynamodb_table.metadata-table_SyncWellMetadata_table_027A966C",
         "aws_elasticache_replication_group.cache_replication-group_FA5C54CF",
         "aws_secretsmanager_secret.credentials_apple-health_8EDD3022",
         "aws_secretsmanager_secret.credentials_fitbit_ACC9FECF",
         "aws_secretsmanager_secret.credentials_garmin_F32F8A0C",
         "aws_secretsmanager_secret.credentials_google-fit_D1744ECB",
         "aws_secretsmanager_secret.credentials_oura_580944E9",
         "aws_secretsmanager_secret.credentials_polar_6DE5A1E7",
         "aws_secretsmanager_secret.credentials_strava_9EEFE906",
         "aws_secretsmanager_secret.credentials_suunto_104C1451",
         "aws_secretsmanager_secret.credentials_whoop_0991C197",
         "aws_secretsmanager_secret.credentials_withings_516CAF2C",
       ],
       "production-traffic": [],
     }
    `);
  });
});
