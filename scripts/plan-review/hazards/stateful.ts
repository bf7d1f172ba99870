import type { ResourceChange } from '../model/types';

/** Resources of AWS whose destruction loses what cannot be made again from the configuration. */
const STATEFUL = new Set([
  'aws_backup_vault',
  'aws_cloudwatch_log_group',
  'aws_cognito_user_pool',
  'aws_db_instance',
  'aws_docdb_cluster',
  'aws_dynamodb_global_table',
  'aws_dynamodb_table',
  'aws_ebs_volume',
  'aws_ecr_repository',
  'aws_efs_file_system',
  'aws_elasticache_cluster',
  'aws_elasticache_replication_group',
  'aws_elasticache_serverless_cache',
  'aws_fsx_lustre_file_system',
  'aws_fsx_ontap_file_system',
  'aws_kinesis_stream',
  'aws_memorydb_cluster',
  'aws_neptune_cluster',
  'aws_opensearch_domain',
  'aws_rds_cluster',
  'aws_rds_global_cluster',
  'aws_redshift_cluster',
  'aws_route53_zone',
  'aws_s3_bucket',
  'aws_s3_directory_bucket',
  'aws_secretsmanager_secret',
  'aws_sqs_queue',
  'aws_timestreamwrite_table',
]);

const KEYS = new Set(['aws_kms_key', 'aws_kms_replica_key', 'aws_kms_external_key']);

/** Other providers are told by the words of their resources' types. */
const STATEFUL_WORDS =
  /(^|_)(bucket|database|db|disk|volume|sql|postgres|mysql|redis|storage_account|persistent_volume_claim|secret|key_vault|kms_crypto_key)(_|$)/;

export function isEncryptionKey({ type }: Pick<ResourceChange, 'type'>): boolean {
  return KEYS.has(type);
}

/** Whether something holds data, or is a key to it. */
export function isStateful({
  type,
  provider,
  managed,
}: Pick<ResourceChange, 'type' | 'provider' | 'managed'>): boolean {
  if (!managed) return false;
  if (STATEFUL.has(type) || KEYS.has(type)) return true;
  return provider !== 'aws' && STATEFUL_WORDS.test(type);
}
