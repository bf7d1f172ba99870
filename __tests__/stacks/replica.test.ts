import { synthStacks } from '../support/stacks';

describe('with a replica of the table', () => {
  const stacks = synthStacks({ SYNCWELL_ENV: 'drill' }, (settings) => ({
    ...settings,
    table: { ...settings.table, replica: true },
  }));
  const primary = stacks['drill-primary']!;
  const recovery = stacks['drill-recovery']!;

  it('the primary stack makes it under the key of the recovery region', () => {
    const replica = primary.only('aws_dynamodb_table_replica');
    expect(replica).toMatchObject({ provider: 'aws.recovery', point_in_time_recovery: true });
    expect(replica.kms_key_arn).toBe('${data.aws_kms_key.replica-encryption-key.arn}');
    expect(primary.json.data!.aws_kms_key['replica-encryption-key']).toMatchObject({
      key_id: 'alias/syncwell-drill',
      provider: 'aws.recovery',
    });
  });

  it('the recovery stack uses it by its name, and still sees no other region', () => {
    expect(recovery.resources('aws_dynamodb_table')).toEqual([]);
    expect(recovery.json.output['table-name'].value).toBe('SyncWellMetadata');
    expect(JSON.stringify(recovery.json)).not.toContain('us-east-1');
    expect(recovery.json.provider.aws).toHaveLength(1);
  });
});
