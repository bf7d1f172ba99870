import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { MetadataTable } from '../../modules/metadata-table';
import { workerRole } from '../../modules/access/worker';
import type { TableReplication } from '../../modules/metadata-table/replica';
import type { TableBilling, TableGenerations } from '../../settings';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

const RESTORED = 'SyncWellMetadata-restored-2026-01-31';

const PROVISIONED: TableBilling = {
  mode: 'provisioned',
  read: { min: 10, max: 100 },
  write: { min: 20, max: 200 },
  targetUtilization: 70,
};

function table(
  generations: TableGenerations = { activeName: names.originalTable, adoptedNames: [] },
  billing: TableBilling = { mode: 'on-demand' },
  replication?: (stack: TerraformStack) => TableReplication,
) {
  return synthModule(
    (stack) =>
      new MetadataTable(stack, 'metadata-table', {
        names,
        generations,
        billing,
        kmsKeyArn,
        alarmTopicArn,
        ...(replication === undefined ? {} : { replication: replication(stack) }),
      }),
  );
}

/** Import ids by the type of the resource; each goes to an address that exists. */
function imports(synthesized: ReturnType<typeof table>): Partial<Record<string, string[]>> {
  const byType: Partial<Record<string, string[]>> = {};
  for (const { id, to } of synthesized.json.import) {
    expect(synthesized.addresses()).toContain(to);
    (byType[to.split('.')[0]] ??= []).push(id);
  }
  return byType;
}

/** The metrics that the alarms add up, of one name. */
function watched(synthesized: ReturnType<typeof table>, metricName: string) {
  return synthesized
    .resources('aws_cloudwatch_metric_alarm')
    .flatMap(({ metric_query }) => metric_query.flatMap(({ metric }: any) => metric ?? []))
    .filter(({ metric_name }) => metric_name === metricName);
}

describe('the metadata table', () => {
  it('has the keys and both indexes of the product', () => {
    const { hash_key, range_key, global_secondary_index } = table().only('aws_dynamodb_table');
    expect([hash_key, range_key]).toEqual(['PK', 'SK']);
    expect(global_secondary_index).toEqual([
      expect.objectContaining({ name: 'ReAuthStatusIndex', hash_key: 'ReAuthStatus' }),
      expect.objectContaining({
        name: 'SyncTierScheduleIndex',
        hash_key: 'SyncTierShardId',
        range_key: 'NextSyncTimestamp',
      }),
    ]);
  });

  it('can be restored to any second of 35 days and cannot be deleted', () => {
    expect(table().only('aws_dynamodb_table')).toMatchObject({
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it('writes old and new images to its stream, so that damage can be undone', () => {
    expect(table().only('aws_dynamodb_table')).toMatchObject({
      stream_enabled: true,
      stream_view_type: 'NEW_AND_OLD_IMAGES',
    });
  });

  it('forgets idempotency locks, is encrypted with our key and is in the backup plan', () => {
    expect(table().only('aws_dynamodb_table')).toMatchObject({
      ttl: { attribute_name: 'ttl', enabled: true },
      server_side_encryption: { enabled: true, kms_key_arn: kmsKeyArn },
      tags: { 'syncwell:backup': 'drill', 'syncwell:generation': 'original' },
    });
  });

  it('rings for throttles of an index too, which CloudWatch counts apart from those of the table', () => {
    for (const metric of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
      expect(watched(table(), metric).map(({ dimensions }) => dimensions)).toEqual([
        { TableName: 'SyncWellMetadata' },
        { TableName: 'SyncWellMetadata', GlobalSecondaryIndexName: 'ReAuthStatusIndex' },
        { TableName: 'SyncWellMetadata', GlobalSecondaryIndexName: 'SyncTierScheduleIndex' },
      ]);
    }
  });

  it('rings for server errors of every item operation the workers may call, within the ten metrics of an alarm', () => {
    const operations = watched(table(), 'SystemErrors').map(({ dimensions }) => dimensions.Operation);
    const allowed = workerRole(names)
      .statements.flatMap(({ Action }) => Action)
      // A condition check is a permission inside of a transaction, not an operation that is counted.
      .filter((action) => /^dynamodb:(?!ConditionCheck).*(Item|Query)$/.test(action))
      .map((action) => action.replace('dynamodb:', ''));
    expect(allowed.length).toBeGreaterThan(5);
    expect(operations).toEqual(expect.arrayContaining(allowed));
    expect(operations.length).toBeLessThanOrEqual(10);
  });

  it('stops ringing when it has nothing more to report: silence is filled with zero', () => {
    for (const { metric_query } of table().resources('aws_cloudwatch_metric_alarm')) {
      expect(metric_query[0]).toMatchObject({ expression: 'SUM(FILL(METRICS(), 0))', return_data: true });
    }
  });

  it('tells the people on call when it rings and when it stops', () => {
    const alarms = table().resources('aws_cloudwatch_metric_alarm');
    expect(alarms).toHaveLength(3);
    for (const { alarm_actions, ok_actions } of alarms) {
      expect([alarm_actions, ok_actions]).toEqual([[alarmTopicArn], [alarmTopicArn]]);
    }
  });

  it('shows its contributors, index by index', () => {
    const indexes = table()
      .resources('aws_dynamodb_contributor_insights')
      .map(({ index_name }) => index_name ?? 'table');
    expect(indexes.sort()).toEqual(['ReAuthStatusIndex', 'SyncTierScheduleIndex', 'table']);
  });

  it('scales reads and writes of itself and each index when capacity is provisioned', () => {
    const synthesized = table(undefined, PROVISIONED);
    const targets = synthesized.resources('aws_appautoscaling_target');
    expect(targets.map(({ scalable_dimension }) => scalable_dimension).sort()).toEqual([
      'dynamodb:index:ReadCapacityUnits',
      'dynamodb:index:ReadCapacityUnits',
      'dynamodb:index:WriteCapacityUnits',
      'dynamodb:index:WriteCapacityUnits',
      'dynamodb:table:ReadCapacityUnits',
      'dynamodb:table:WriteCapacityUnits',
    ]);
    expect(synthesized.only('aws_dynamodb_table').lifecycle.ignore_changes).toEqual([
      'read_capacity',
      'write_capacity',
      'global_secondary_index',
    ]);
  });

  it('leaves no capacity to Terraform or autoscaling when it is on demand', () => {
    const synthesized = table();
    const { billing_mode, lifecycle } = synthesized.only('aws_dynamodb_table');
    expect(billing_mode).toBe('PAY_PER_REQUEST');
    expect(lifecycle).toEqual({ prevent_destroy: true });
    expect(synthesized.resources('aws_appautoscaling_target')).toEqual([]);
  });
});

describe('a restored generation', () => {
  const before = table();
  const after = table({ activeName: RESTORED, adoptedNames: [RESTORED] });

  it('is imported with its contributor insights, never made or restored by Terraform', () => {
    expect(imports(after)).toEqual({
      aws_dynamodb_table: [RESTORED],
      aws_dynamodb_contributor_insights: [
        `name:${RESTORED}/index:/123456789012`,
        `name:${RESTORED}/index:ReAuthStatusIndex/123456789012`,
        `name:${RESTORED}/index:SyncTierScheduleIndex/123456789012`,
      ],
    });
    for (const attributes of after.resources('aws_dynamodb_table')) {
      expect(Object.keys(attributes).filter((key) => key.startsWith('restore'))).toEqual([]);
    }
  });

  it('is imported with its scaling too when capacity is provisioned: nothing of it is made', () => {
    const scaled = table({ activeName: RESTORED, adoptedNames: [RESTORED] }, PROVISIONED);
    const { aws_appautoscaling_target: targets, aws_appautoscaling_policy: policies } = imports(scaled);
    expect(targets).toHaveLength(6);
    expect(policies).toHaveLength(6);
    expect(targets).toContain(`dynamodb/table/${RESTORED}/dynamodb:table:ReadCapacityUnits`);
    expect(policies).toContain(
      `dynamodb/table/${RESTORED}/index/ReAuthStatusIndex/dynamodb:index:WriteCapacityUnits/DynamoDBWriteCapacityUtilization:table/${RESTORED}/index/ReAuthStatusIndex`,
    );
    expect(Object.values(imports(scaled)).flat()).toHaveLength(16);
  });

  it('leaves every address of before in place', () => {
    expect(after.addresses()).toEqual(expect.arrayContaining(before.addresses()));
  });

  it('is configured as the original is', () => {
    const [original, restored] = after
      .resources('aws_dynamodb_table')
      .sort((a, b) => a.name.length - b.name.length);
    expect(restored!.tags['syncwell:generation']).toBe('restored');
    // The name and the tag that tells generations apart are what may differ.
    const strip = ({ tags, ...attributes }: any) => ({
      ...attributes,
      tags: { ...tags, 'syncwell:generation': undefined },
      name: undefined,
      '//': undefined,
    });
    expect(strip(restored)).toEqual(strip(original));
  });

  it('has the same address whether it is live or not', () => {
    const adoptedOnly = table({ activeName: names.originalTable, adoptedNames: [RESTORED] });
    expect(adoptedOnly.addresses()).toEqual(after.addresses());
  });

  it('moves the alarms, which keep their names', () => {
    const alarms = (synthesized: typeof after) => synthesized.resources('aws_cloudwatch_metric_alarm');
    expect(alarms(after).map(({ alarm_name }) => alarm_name)).toEqual(
      alarms(before).map(({ alarm_name }) => alarm_name),
    );
    for (const { metric_query } of alarms(after)) {
      const tables = metric_query.flatMap(({ metric }: any) => metric?.dimensions.TableName ?? []);
      expect(new Set(tables)).toEqual(new Set([RESTORED]));
    }
  });
});

it('refuses an active table that is no generation', () => {
  expect(() => table({ activeName: 'Other', adoptedNames: [] })).toThrow(
    'the active table Other is no generation',
  );
});

describe('a table in two regions', () => {
  const generations = { activeName: RESTORED, adoptedNames: [RESTORED] };
  const key = 'arn:aws:kms:us-west-2:123456789012:key/2';
  const source = (stack: TerraformStack): TableReplication => ({
    side: 'source',
    provider: new AwsProvider(stack, 'recovery', { alias: 'recovery', region: 'us-west-2' }),
    kmsKeyArn: key,
  });
  const replica = (): TableReplication => ({ side: 'replica' });
  const named = (synthesized: ReturnType<typeof table>, name: string) =>
    synthesized.resources('aws_dynamodb_table').find((one) => one.name === name)!;

  it('has a replica in the other region, as protected as itself', () => {
    expect(table(undefined, undefined, source).only('aws_dynamodb_table_replica')).toMatchObject({
      provider: 'aws.recovery',
      kms_key_arn: key,
      point_in_time_recovery: true,
      deletion_protection_enabled: true,
      tags: { 'syncwell:backup': 'drill' },
      lifecycle: { prevent_destroy: true },
    });
  });

  it('does not lose the replica because the table, which shows it, does not name it', () => {
    expect(table(undefined, undefined, source).only('aws_dynamodb_table').lifecycle).toMatchObject({
      ignore_changes: ['replica'],
      prevent_destroy: true,
    });
  });

  it('keeps the replica of the original when another generation is live, which gets none', () => {
    const synthesized = table(generations, undefined, source);
    expect(synthesized.only('aws_dynamodb_table_replica').global_table_arn).toMatch(
      /metadata-table_SyncWellMetadata_table_\w+\.arn/,
    );
    expect(named(synthesized, RESTORED).lifecycle).not.toHaveProperty('ignore_changes');
  });

  it('stays at its address on the side of the source', () => {
    const others = table(undefined, undefined, source)
      .addresses()
      .filter((address) => !address.startsWith('aws_dynamodb_table_replica.'));
    expect(others).toEqual(table().addresses());
  });

  it('is no resource on the other side, where every plan would ask the region of the source', () => {
    const other = table(undefined, undefined, replica);
    expect(other.resources('aws_dynamodb_table')).toEqual([]);
    expect(other.json).not.toHaveProperty('import');
    expect(other.resources('aws_dynamodb_contributor_insights').map((one) => one.table_name)).toEqual(
      Array(3).fill(names.originalTable),
    );
    expect(watched(other, 'ReadThrottleEvents')).toHaveLength(3);
  });

  it('has restored generations on the other side too, imported as ever', () => {
    const other = table(generations, undefined, replica);
    expect(other.only('aws_dynamodb_table').name).toBe(RESTORED);
    expect(imports(other).aws_dynamodb_table).toEqual([RESTORED]);
    expect(JSON.stringify(other.json)).not.toContain('restore_');
  });
});
