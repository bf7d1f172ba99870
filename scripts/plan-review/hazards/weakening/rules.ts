import type { HazardId } from '../catalogue';
import {
  below,
  changed,
  emptied,
  fewer,
  fewerThanForEver,
  no,
  shrunk,
  switchedOff,
  switchedOn,
  type WeakerTest,
} from './tests';

/** A setting of a resource, and when its change protects less. */
export interface WeakeningRule {
  readonly hazard: HazardId;
  /** Types that have the setting. */
  readonly type: RegExp;
  /** Where it lies: `point_in_time_recovery.0.enabled`. */
  readonly path: string;
  readonly weaker: WeakerTest;
}

const ANY = /./;
const REDIS = /^aws_elasticache_replication_group$/;
const TABLE = /^aws_dynamodb_table$/;
const DATABASE = /^aws_(db_instance|rds_cluster|docdb_cluster|neptune_cluster)$/;
const KEY = /^aws_kms_(key|replica_key|external_key)$/;
const BALANCER = /^aws_(lb|alb)$/;

function rules(hazard: HazardId, list: readonly [RegExp, string, WeakerTest][]): WeakeningRule[] {
  return list.map(([type, path, weaker]) => ({ hazard, type, path, weaker }));
}

/** Every setting whose weakening is a hazard, wherever it occurs. */
export const WEAKENING_RULES: readonly WeakeningRule[] = [
  ...rules('SW-RECOVER-001', [
    [TABLE, 'point_in_time_recovery.0.enabled', switchedOff],
    [TABLE, 'point_in_time_recovery.0.recovery_period_in_days', fewer],
  ]),
  ...rules('SW-RECOVER-002', [
    [ANY, 'deletion_protection_enabled', switchedOff],
    [ANY, 'deletion_protection', switchedOff],
    [ANY, 'enable_deletion_protection', switchedOff],
    [/^aws_appconfig_/, 'deletion_protection_check', no('APPLY')],
  ]),
  ...rules('SW-RECOVER-003', [
    [REDIS, 'multi_az_enabled', switchedOff],
    [REDIS, 'automatic_failover_enabled', switchedOff],
    [REDIS, 'num_cache_clusters', below(2)],
    [REDIS, 'replicas_per_node_group', below(1)],
    [DATABASE, 'multi_az', switchedOff],
    [BALANCER, 'subnets', shrunk],
    [/^aws_elasticache_subnet_group$/, 'subnet_ids', shrunk],
    [/^aws_ecs_service$/, 'network_configuration.0.subnets', shrunk],
    [/^aws_vpc_endpoint$/, 'subnet_ids', shrunk],
  ]),
  ...rules('SW-RECOVER-004', [
    [REDIS, 'snapshot_retention_limit', fewer],
    [DATABASE, 'backup_retention_period', fewer],
    [/^aws_cloudwatch_log_group$/, 'retention_in_days', fewerThanForEver],
    [/^aws_sqs_queue$/, 'message_retention_seconds', fewer],
    [/^aws_kinesis_stream$/, 'retention_period', fewer],
    [/^aws_secretsmanager_secret$/, 'recovery_window_in_days', fewer],
  ]),
  ...rules('SW-RECOVER-005', [
    [KEY, 'is_enabled', switchedOff],
    [KEY, 'enable_key_rotation', switchedOff],
    [KEY, 'deletion_window_in_days', fewer],
    [/^aws_kms_alias$/, 'target_key_id', changed],
  ]),
  ...rules('SW-RECOVER-006', [
    [/^aws_backup_vault_lock_configuration$/, 'min_retention_days', fewer],
    [/^aws_backup_vault_lock_configuration$/, 'changeable_for_days', changed],
    [/^aws_backup_selection$/, 'selection_tag', shrunk],
    [/^aws_backup_selection$/, 'resources', shrunk],
  ]),
  ...rules('SW-RECOVER-007', [
    [/^aws_s3_bucket_versioning$/, 'versioning_configuration.0.status', no('Enabled')],
    [/^aws_s3_bucket$/, 'object_lock_enabled', switchedOff],
    [/^aws_s3_bucket_object_lock_configuration$/, 'rule.0.default_retention.0.mode', no('COMPLIANCE')],
    [/^aws_s3_bucket_object_lock_configuration$/, 'rule.0.default_retention.0.days', fewer],
    [/^aws_s3_bucket_object_lock_configuration$/, 'rule.0.default_retention.0.years', fewer],
  ]),
  ...rules('SW-RECOVER-008', [
    [/^aws_cloudwatch_(metric|composite)_alarm$/, 'actions_enabled', switchedOff],
    [/^aws_cloudwatch_(metric|composite)_alarm$/, 'alarm_actions', emptied],
  ]),
  ...rules('SW-RECOVER-009', [
    [TABLE, 'stream_enabled', switchedOff],
    [TABLE, 'stream_view_type', no('NEW_AND_OLD_IMAGES')],
  ]),
  ...rules('SW-RECOVER-010', [
    [ANY, 'force_destroy', switchedOn],
    [ANY, 'force_delete', switchedOn],
    [ANY, 'skip_final_snapshot', switchedOn],
  ]),
  ...rules('SW-RECOVER-011', [
    [TABLE, 'replica', shrunk],
    [/^aws_ecr_replication_configuration$/, 'replication_configuration', shrunk],
    [/^aws_secretsmanager_secret$/, 'replica', shrunk],
  ]),
  ...rules('SW-ACCESS-003', [
    [BALANCER, 'internal', switchedOff],
    [ANY, 'publicly_accessible', switchedOn],
    [ANY, 'map_public_ip_on_launch', switchedOn],
    [ANY, 'assign_public_ip', switchedOn],
    [/^aws_ecs_service$/, 'network_configuration.0.assign_public_ip', switchedOn],
  ]),
  ...rules('SW-ACCESS-004', [
    [TABLE, 'server_side_encryption.0.enabled', switchedOff],
    [TABLE, 'server_side_encryption.0.kms_key_arn', changed],
    [ANY, 'at_rest_encryption_enabled', switchedOff],
    [ANY, 'transit_encryption_enabled', switchedOff],
    [REDIS, 'transit_encryption_mode', no('required')],
    [ANY, 'storage_encrypted', switchedOff],
    [ANY, 'encrypted', switchedOff],
    [ANY, 'kms_key_id', changed],
    [ANY, 'kms_master_key_id', changed],
    [/^aws_(backup_vault|secretsmanager_secret)$/, 'kms_key_arn', changed],
    [ANY, 'sqs_managed_sse_enabled', switchedOff],
    [
      /^aws_s3_bucket_server_side_encryption_configuration$/,
      'rule.0.apply_server_side_encryption_by_default.0.sse_algorithm',
      no('aws:kms', 'aws:kms:dsse'),
    ],
    [
      /^aws_s3_bucket_server_side_encryption_configuration$/,
      'rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id',
      changed,
    ],
    [/^aws_(lb|alb)_listener$/, 'protocol', no('HTTPS', 'TLS')],
    [/^aws_apigatewayv2_domain_name$/, 'domain_name_configuration.0.security_policy', no('TLS_1_2')],
  ]),
  ...rules('SW-ACCESS-005', [
    [/^aws_s3_(bucket|account)_public_access_block$/, 'block_public_acls', switchedOff],
    [/^aws_s3_(bucket|account)_public_access_block$/, 'block_public_policy', switchedOff],
    [/^aws_s3_(bucket|account)_public_access_block$/, 'ignore_public_acls', switchedOff],
    [/^aws_s3_(bucket|account)_public_access_block$/, 'restrict_public_buckets', switchedOff],
  ]),
  ...rules('SW-ACCESS-007', [
    [/^aws_apigatewayv2_route$/, 'authorization_type', no('JWT', 'AWS_IAM', 'CUSTOM')],
    [/^aws_api_gateway_method$/, 'authorization', no('COGNITO_USER_POOLS', 'AWS_IAM', 'CUSTOM')],
  ]),
];
