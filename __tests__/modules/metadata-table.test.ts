import { MetadataTable } from '../../modules/metadata-table';
import type { TableBilling, TableGenerations } from '../../settings';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

const RESTORED = 'SyncWellMetadata-restored-2026-01-31';

function table(
  generations: TableGenerations = { activeName: names.originalTable, adoptedNames: [] },
  billing: TableBilling = { mode: 'on-demand' },
) {
  return synthModule(
    (stack) =>
      new MetadataTable(stack, 'metadata-table', { names, generations, billing, kmsKeyArn, alarmTopicArn }),
  );
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
      tags: { 'syncwell:backup': 'drill' },
    });
  });

  it('shows its contributors, index by index', () => {
    const indexes = table()
      .resources('aws_dynamodb_contributor_insights')
      .map(({ index_name }) => index_name ?? 'table');
    expect(indexes.sort()).toEqual(['ReAuthStatusIndex', 'SyncTierScheduleIndex', 'table']);
  });

  it('scales reads and writes of itself and each index when capacity is provisioned', () => {
    const billing: TableBilling = {
      mode: 'provisioned',
      read: { min: 10, max: 100 },
      write: { min: 20, max: 200 },
      targetUtilization: 70,
    };
    const synthesized = table(undefined, billing);
    const targets = synthesized.resources('aws_appautoscaling_target');
    expect(targets.map(({ scalable_dimension }) => scalable_dimension).sort()).toEqual([
      'dynamodb:index:ReadCapacityUnits',
      'dynamodb:index:ReadCapacityUnits',
      'dynamodb:index:WriteCapacityUnits',
      'dynamodb:index:WriteCapacityUnits',
      'dynamodb:table:ReadCapacityUnits',
      'dynamodb:table:WriteCapacityUnits',
    ]);
    expect(synthesized.only('aws_dynamodb_table').lifecycle.ignore_changes).toEqual(
      expect.arrayContaining(['read_capacity', 'write_capacity']),
    );
  });
});

describe('a restored generation', () => {
  const before = table();
  const after = table({ activeName: RESTORED, adoptedNames: [RESTORED] });

  it('is imported, never made or restored by Terraform', () => {
    const [{ id, to }, ...others] = after.json.import;
    expect(others).toEqual([]);
    expect(id).toBe(RESTORED);
    expect(after.addresses()).toContain(to);
    for (const attributes of after.resources('aws_dynamodb_table')) {
      expect(Object.keys(attributes).filter((key) => key.startsWith('restore'))).toEqual([]);
    }
  });

  it('leaves every address of before in place', () => {
    expect(after.addresses()).toEqual(expect.arrayContaining(before.addresses()));
  });

  it('is configured as the original is', () => {
    const [original, restored] = after
      .resources('aws_dynamodb_table')
      .sort((a, b) => a.name.length - b.name.length);
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
