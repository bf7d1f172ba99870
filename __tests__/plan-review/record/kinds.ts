import { all, moved, resource, withoutResource } from './edits';
import type { Edit } from './planner';
import type { World } from './world';

export interface Kind {
  readonly name: string;
  /** The stacks that are planned, each with what is different in its configuration. */
  readonly stacks: Readonly<Record<string, Edit>>;
  /** What happens to the cloud before, and is undone afterwards. */
  readonly world?: {
    readonly change: (world: World) => Promise<void>;
    readonly undo: (world: World) => Promise<void>;
  };
  /** Settings to synthesize the stacks from. @default as they were deployed */
  readonly settings?: (world: World) => Promise<string>;
}

const TABLE = 'aws_dynamodb_table';
const REDIS = 'aws_elasticache_replication_group';
const ORIGINAL = /SyncWellMetadata_table/;
const asItIs: Edit = (configuration) => configuration;

/** `prevent_destroy` makes Terraform refuse by itself: whoever wants the destruction takes it out first. */
const unprotected = (block: any): void => {
  delete block.lifecycle;
};

/** The kinds of plan that a reviewer of this repository meets; issue by issue, with real stacks. */
export const KINDS: readonly Kind[] = [
  {
    name: 'first-deploy',
    stacks: {
      // Another key of the state: nothing is deployed yet.
      'drill-primary': (configuration) => {
        configuration.terraform.backend.s3.key = 'first-deploy/terraform.tfstate';
        return configuration;
      },
    },
  },
  { name: 'no-change', stacks: { 'drill-primary': asItIs, 'drill-recovery': asItIs } },
  {
    name: 'tag-only',
    stacks: { 'drill-primary': resource(TABLE, ORIGINAL, ({ tags }) => (tags.team = 'sync')) },
  },
  {
    name: 'index-added',
    stacks: Object.fromEntries(
      ['drill-primary', 'drill-recovery'].map((stack) => [
        stack,
        resource(TABLE, ORIGINAL, (block) => {
          block.attribute.push({ name: 'ProviderId', type: 'S' });
          block.global_secondary_index.push({
            name: 'ProviderIndex',
            hash_key: 'ProviderId',
            range_key: 'PK',
            projection_type: 'KEYS_ONLY',
          });
        }),
      ]),
    ),
  },
  {
    name: 'table-replaced',
    stacks: {
      'drill-primary': resource(TABLE, ORIGINAL, (block) => {
        unprotected(block);
        block.hash_key = 'UserId';
        block.attribute[0].name = 'UserId';
        // The second key of an index must be an attribute that is left.
        block.global_secondary_index[0].range_key = 'UserId';
      }),
    },
  },
  {
    name: 'create-before-destroy',
    stacks: {
      'drill-primary': all(
        resource('aws_cloudwatch_log_group', /workers-logs/, (block) => {
          block.name = `${block.name}-2`;
          block.lifecycle = { create_before_destroy: true };
        }),
        resource('aws_elasticache_parameter_group', /parameters/, (block) => {
          block.name = `${block.name}-2`;
          block.lifecycle = { create_before_destroy: true };
        }),
      ),
    },
  },
  {
    name: 'point-in-time-recovery-off',
    stacks: {
      'drill-primary': resource(
        TABLE,
        ORIGINAL,
        (block) => (block.point_in_time_recovery = { enabled: false }),
      ),
      'drill-recovery': asItIs,
    },
  },
  {
    name: 'deletion-protection-off',
    stacks: {
      'drill-primary': resource(TABLE, ORIGINAL, (block) => (block.deletion_protection_enabled = false)),
    },
  },
  {
    name: 'redis-one-node',
    stacks: {
      'drill-primary': resource(REDIS, /replication-group/, (block) => {
        Object.assign(block, {
          num_cache_clusters: 1,
          multi_az_enabled: false,
          automatic_failover_enabled: false,
          snapshot_retention_limit: 1,
        });
      }),
    },
  },
  {
    name: 'key-deleted',
    stacks: {
      'drill-foundation-primary': withoutResource('aws_kms_key', /encryption-key/, {
        arn: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
        key_id: '11111111-2222-3333-4444-555555555555',
      }),
    },
  },
  {
    name: 'restored-table-imported',
    stacks: { 'drill-primary': asItIs, 'drill-recovery': asItIs },
    world: { change: (world) => world.restoreTable(), undo: (world) => world.forgetRestoredTable() },
    settings: (world) => world.settingsAfterRestore(),
  },
  {
    name: 'moved-address',
    stacks: { 'drill-primary': moved(TABLE, ORIGINAL, 'metadata-table_original') },
  },
  {
    name: 'forget',
    stacks: {
      'drill-primary': withoutResource(
        TABLE,
        ORIGINAL,
        { name: 'SyncWellMetadata' },
        (configuration, address) => {
          configuration.removed = [{ from: address, lifecycle: [{ destroy: false }] }];
        },
      ),
    },
  },
  {
    name: 'drift',
    stacks: { 'drill-primary': asItIs },
    world: { change: (world) => world.unprotectTable(), undo: (world) => world.protectTable() },
  },
  {
    name: 'stale-settings',
    stacks: { 'drill-primary': asItIs },
    world: {
      change: (world) => world.moveLiveTable('SyncWellMetadata-restored-2026-03-01'),
      undo: (world) => world.moveLiveTable('SyncWellMetadata'),
    },
  },
  {
    name: 'recovery-region-changed',
    stacks: { 'drill-primary': asItIs, 'drill-identity': asItIs, 'drill-traffic': asItIs },
    settings: (world) => world.settingsWithRecoveryIn('eu-west-1'),
  },
];
