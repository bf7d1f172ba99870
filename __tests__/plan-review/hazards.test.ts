import { hazardsOf, planDocument, resourceChange, reviewOf, type ChangeProps } from './support/documents';

const TABLE = { name: 'SyncWellMetadata', deletion_protection_enabled: true, stream_enabled: true };

const update = (type: string, before: object, after: object): ChangeProps => ({ type, before, after });

describe('what holds data', () => {
  it.each([
    ['destroyed', ['delete'], 'SW-STATE-001'],
    ['replaced, the old one first', ['delete', 'create'], 'SW-STATE-002'],
    ['replaced, the new one first', ['create', 'delete'], 'SW-STATE-002'],
    ['forgotten', ['forget'], 'SW-STATE-003'],
    ['forgotten and made anew', ['create', 'forget'], 'SW-STATE-003'],
    ['deleted beside an update', ['update', 'delete'], 'SW-STATE-001'],
  ])('is a hazard when it is %s', (_, actions, id) => {
    expect(hazardsOf({ actions, before: TABLE })).toEqual([`${id} aws_dynamodb_table.it`]);
  });

  it.each([[['no-op']], [['create']], [['read']], [['update']]])('is none when it is %s', (actions) => {
    expect(hazardsOf({ actions, before: TABLE, after: TABLE })).toEqual([]);
  });

  it('counts as destroyed when an old object of a failed replacement goes', () => {
    expect(hazardsOf({ actions: ['delete'], before: TABLE, more: { deposed: 'abcd1234' } })).toEqual([
      'SW-STATE-001 aws_dynamodb_table.it',
    ]);
  });

  it('is not inferred from the reason of a forget', () => {
    const more = { action_reason: 'delete_because_no_resource_config' };
    expect(hazardsOf({ actions: ['forget'], before: TABLE, more })).toEqual([
      'SW-STATE-003 aws_dynamodb_table.it',
    ]);
  });

  it('is known of other providers, by their words', () => {
    const google = { type: 'google_storage_bucket', provider: 'registry.terraform.io/hashicorp/google' };
    expect(hazardsOf({ ...google, actions: ['delete'], before: {} })).toEqual([
      'SW-STATE-001 google_storage_bucket.it',
    ]);
  });

  it('is a key as well, whose loss is a hazard of its own', () => {
    expect(
      hazardsOf({ type: 'aws_kms_key', actions: ['delete'], before: { deletion_window_in_days: 30 } }),
    ).toEqual(['SW-STATE-004 aws_kms_key.it']);
  });

  it('is not a route table, whose name ends alike', () => {
    expect(hazardsOf({ type: 'aws_route_table', actions: ['delete'], before: {} })).toEqual([]);
  });
});

describe('an action that is not known', () => {
  it('is a hazard', () => {
    expect(hazardsOf({ actions: ['evaporate'], before: {} })).toEqual(['SW-PLAN-003 aws_dynamodb_table.it']);
  });

  it('is a destroyed object all the same when it says delete', () => {
    expect(hazardsOf({ actions: ['evaporate', 'delete'], before: {} })).toEqual([
      'SW-PLAN-003 aws_dynamodb_table.it',
      'SW-STATE-001 aws_dynamodb_table.it',
    ]);
  });
});

describe('a protection', () => {
  const policy = (...statements: object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const read = {
    Sid: 'Read',
    Effect: 'Allow',
    Action: ['dynamodb:GetItem'],
    Resource: ['arn:aws:dynamodb:::t'],
  };
  const role = (before: string, after: string): ChangeProps =>
    update('aws_iam_policy', { policy: before }, { policy: after });

  it.each<[string, ChangeProps, string]>([
    [
      'point-in-time recovery',
      update(
        'aws_dynamodb_table',
        { point_in_time_recovery: [{ enabled: true }] },
        { point_in_time_recovery: [{ enabled: false }] },
      ),
      'SW-RECOVER-001',
    ],
    [
      'its window',
      update(
        'aws_dynamodb_table',
        { point_in_time_recovery: [{ recovery_period_in_days: 35 }] },
        { point_in_time_recovery: [{ recovery_period_in_days: 7 }] },
      ),
      'SW-RECOVER-001',
    ],
    [
      'its block',
      update(
        'aws_dynamodb_table',
        { point_in_time_recovery: [{ enabled: true }] },
        { point_in_time_recovery: [] },
      ),
      'SW-RECOVER-001',
    ],
    [
      'deletion protection',
      update('aws_dynamodb_table', TABLE, { ...TABLE, deletion_protection_enabled: false }),
      'SW-RECOVER-002',
    ],
    [
      'Multi-AZ',
      update('aws_elasticache_replication_group', { multi_az_enabled: true }, { multi_az_enabled: false }),
      'SW-RECOVER-003',
    ],
    [
      'the second node',
      update('aws_elasticache_replication_group', { num_cache_clusters: 2 }, { num_cache_clusters: 1 }),
      'SW-RECOVER-003',
    ],
    ['a zone', { type: 'aws_nat_gateway', actions: ['delete'], before: {} }, 'SW-RECOVER-003'],
    [
      'retention of logs',
      update('aws_cloudwatch_log_group', { retention_in_days: 365 }, { retention_in_days: 30 }),
      'SW-RECOVER-004',
    ],
    [
      'retention for ever',
      update('aws_cloudwatch_log_group', { retention_in_days: 0 }, { retention_in_days: 30 }),
      'SW-RECOVER-004',
    ],
    [
      'the life of versions',
      update(
        'aws_s3_bucket_lifecycle_configuration',
        { rule: [{ id: 'a', noncurrent_version_expiration: [{ noncurrent_days: 90 }] }] },
        { rule: [{ id: 'a', noncurrent_version_expiration: [{ noncurrent_days: 3 }] }] },
      ),
      'SW-RECOVER-004',
    ],
    [
      'a new expiry',
      update(
        'aws_s3_bucket_lifecycle_configuration',
        { rule: [] },
        { rule: [{ id: 'a', expiration: [{ days: 3 }] }] },
      ),
      'SW-RECOVER-004',
    ],
    [
      'rotation of a key',
      update('aws_kms_key', { enable_key_rotation: true }, { enable_key_rotation: false }),
      'SW-RECOVER-005',
    ],
    ['the alias of a key', { type: 'aws_kms_alias', actions: ['delete'], before: {} }, 'SW-RECOVER-005'],
    [
      'a backup rule',
      update('aws_backup_plan', { rule: [{ rule_name: 'daily' }] }, { rule: [] }),
      'SW-RECOVER-006',
    ],
    [
      'the copy of a backup',
      update(
        'aws_backup_plan',
        { rule: [{ rule_name: 'daily', copy_action: [{}] }] },
        { rule: [{ rule_name: 'daily', copy_action: [] }] },
      ),
      'SW-RECOVER-006',
    ],
    ['the backup plan', { type: 'aws_backup_plan', actions: ['forget'], before: {} }, 'SW-RECOVER-006'],
    [
      'the tag that selects for backups',
      update('aws_dynamodb_table', { tags: { 'syncwell:backup': 'drill' } }, { tags: {} }),
      'SW-RECOVER-006',
    ],
    [
      'Object Lock',
      update(
        'aws_s3_bucket_object_lock_configuration',
        { rule: [{ default_retention: [{ mode: 'COMPLIANCE', days: 35 }] }] },
        { rule: [{ default_retention: [{ mode: 'GOVERNANCE', days: 35 }] }] },
      ),
      'SW-RECOVER-007',
    ],
    [
      'versioning',
      update(
        'aws_s3_bucket_versioning',
        { versioning_configuration: [{ status: 'Enabled' }] },
        { versioning_configuration: [{ status: 'Suspended' }] },
      ),
      'SW-RECOVER-007',
    ],
    ['an alarm', { type: 'aws_cloudwatch_metric_alarm', actions: ['delete'], before: {} }, 'SW-RECOVER-008'],
    [
      'what an alarm does',
      update('aws_cloudwatch_metric_alarm', { alarm_actions: ['arn'] }, { alarm_actions: [] }),
      'SW-RECOVER-008',
    ],
    [
      'the stream',
      update('aws_dynamodb_table', { stream_enabled: true }, { stream_enabled: false }),
      'SW-RECOVER-009',
    ],
    [
      'the refusal to empty a bucket',
      update('aws_s3_bucket', { force_destroy: false }, { force_destroy: true }),
      'SW-RECOVER-010',
    ],
    [
      'replication of images',
      { type: 'aws_ecr_replication_configuration', actions: ['delete'], before: {} },
      'SW-RECOVER-011',
    ],
    [
      'the pointer',
      update('aws_appconfig_hosted_configuration_version', { content: 'a' }, { content: 'b' }),
      'SW-POINTER-002',
    ],
    [
      'the pointer, by a version beside it',
      { type: 'aws_appconfig_deployment', actions: ['create'], after: {} },
      'SW-POINTER-002',
    ],
    [
      'the rules of the pointer',
      update(
        'aws_appconfig_deployment_strategy',
        { final_bake_time_in_minutes: 0 },
        { final_bake_time_in_minutes: 10 },
      ),
      'SW-POINTER-003',
    ],
    [
      'the interlock',
      { type: 'aws_ssm_parameter', actions: ['delete'], before: { name: '/syncwell/drill/live-table' } },
      'SW-POINTER-004',
    ],
    [
      'a narrow policy',
      role(policy(read), policy({ ...read, Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] })),
      'SW-ACCESS-001',
    ],
    ['a refusal', role(policy({ ...read, Effect: 'Deny' }), policy()), 'SW-ACCESS-001'],
    [
      'a condition',
      role(policy({ ...read, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), policy(read)),
      'SW-ACCESS-001',
    ],
    [
      'the bound of a role',
      {
        type: 'aws_iam_role_policy_attachment',
        actions: ['create'],
        after: { role: 'syncwell-drill-worker', policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      },
      'SW-ACCESS-001',
    ],
    [
      'everything',
      {
        type: 'aws_iam_policy',
        actions: ['create'],
        after: { policy: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) },
      },
      'SW-ACCESS-002',
    ],
    [
      'everybody',
      {
        type: 'aws_s3_bucket_policy',
        actions: ['create'],
        after: { policy: policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }) },
      },
      'SW-ACCESS-002',
    ],
    [
      'the network',
      {
        type: 'aws_vpc_security_group_ingress_rule',
        actions: ['create'],
        after: { cidr_ipv4: '0.0.0.0/0', ip_protocol: 'tcp', from_port: 22, to_port: 22 },
      },
      'SW-ACCESS-003',
    ],
    [
      'a security group',
      update(
        'aws_security_group',
        { ingress: [] },
        { ingress: [{ cidr_blocks: ['10.0.0.0/8'], protocol: 'tcp', from_port: 443, to_port: 443 }] },
      ),
      'SW-ACCESS-003',
    ],
    [
      'encryption',
      update(
        'aws_dynamodb_table',
        { server_side_encryption: [{ enabled: true }] },
        { server_side_encryption: [] },
      ),
      'SW-ACCESS-004',
    ],
    [
      'the customer-managed key',
      update('aws_sqs_queue', { kms_master_key_id: 'arn' }, { kms_master_key_id: '' }),
      'SW-ACCESS-004',
    ],
    [
      'the block of public access',
      update(
        'aws_s3_bucket_public_access_block',
        { block_public_policy: true },
        { block_public_policy: false },
      ),
      'SW-ACCESS-005',
    ],
    [
      'a policy that nobody can read',
      { ...role(policy(read), ''), after: {}, unknown: { policy: true } },
      'SW-ACCESS-006',
    ],
    [
      'the authorizer',
      update('aws_apigatewayv2_route', { authorization_type: 'JWT' }, { authorization_type: 'NONE' }),
      'SW-ACCESS-007',
    ],
  ])('that is weakened is a hazard: %s', (_, change, id) => {
    expect(hazardsOf(change)).toEqual([`${id} ${change.type ?? ''}.it`]);
  });

  it.each<[string, ChangeProps]>([
    ['tags', update('aws_dynamodb_table', { ...TABLE, tags: {} }, { ...TABLE, tags: { team: 'sync' } })],
    [
      'a longer window',
      update(
        'aws_dynamodb_table',
        { point_in_time_recovery: [{ recovery_period_in_days: 7 }] },
        { point_in_time_recovery: [{ recovery_period_in_days: 35 }] },
      ),
    ],
    [
      'logs kept for ever',
      update('aws_cloudwatch_log_group', { retention_in_days: 30 }, { retention_in_days: 0 }),
    ],
    [
      'a third node',
      update('aws_elasticache_replication_group', { num_cache_clusters: 2 }, { num_cache_clusters: 3 }),
    ],
    [
      'a policy in another order',
      role(
        policy(read, { ...read, Sid: 'B' }),
        policy({ ...read, Sid: 'B' }, { ...read, Action: 'dynamodb:GetItem' }),
      ),
    ],
    ['a narrower policy', role(policy({ ...read, Action: 'dynamodb:*' }), policy(read))],
    [
      'an action that a star covered',
      role(
        policy({ ...read, Action: ['dynamodb:*'] }),
        policy({ ...read, Action: ['dynamodb:*', 'dynamodb:GetItem'] }),
      ),
    ],
    ['a new refusal', role(policy(read), policy(read, { ...read, Sid: 'No', Effect: 'Deny' }))],
    ['a new condition', role(policy(read), policy({ ...read, Condition: { Bool: { a: 'true' } } }))],
    [
      'a way out',
      { type: 'aws_vpc_security_group_egress_rule', actions: ['create'], after: { cidr_ipv4: '0.0.0.0/0' } },
    ],
    [
      'a rule of a new group',
      {
        type: 'aws_vpc_security_group_ingress_rule',
        actions: ['create'],
        after: { cidr_ipv4: '10.0.0.0/16' },
      },
    ],
    [
      'a star under a bounded caller',
      {
        type: 'aws_sqs_queue_policy',
        actions: ['create'],
        after: {
          policy: policy({
            Effect: 'Allow',
            Principal: '*',
            Action: 'sqs:*',
            Resource: '*',
            Condition: { ArnEquals: { a: 'b' } },
          }),
        },
      },
    ],
    [
      'an alarm that is replaced',
      { type: 'aws_cloudwatch_metric_alarm', actions: ['create', 'delete'], before: {}, after: {} },
    ],
    ['tags of the pointer', update('aws_appconfig_application', { tags: {} }, { tags: { a: 'b' } })],
  ])('that is not weakened is none: %s', (_, change) => {
    expect(hazardsOf(change)).toEqual([]);
  });
});

describe('the recovery region', () => {
  it('changes with a hazard: copies go elsewhere, and the switch of traffic looks elsewhere', () => {
    const rule = (region: string): object => ({
      rule: [
        {
          rule_name: 'daily',
          copy_action: [{ destination_vault_arn: `arn:aws:backup:${region}:1:backup-vault:v` }],
        },
      ],
    });
    expect(
      hazardsOf(
        update('aws_backup_plan', rule('us-west-2'), rule('eu-west-1')),
        update('aws_route53_health_check', { fqdn: 'a' }, { fqdn: 'b' }),
      ),
    ).toEqual(['SW-RECOVER-006 aws_backup_plan.it', 'SW-REGION-002 aws_route53_health_check.it']);
  });
});

describe('a first deployment', () => {
  it('publishes the first version without a hazard', () => {
    const made = (type: string): ChangeProps => ({ type, actions: ['create'], after: {} });
    expect(
      hazardsOf(
        made('aws_appconfig_application'),
        made('aws_appconfig_hosted_configuration_version'),
        made('aws_appconfig_deployment'),
      ),
    ).toEqual([]);
  });

  it('gives a new role its policies without a hazard', () => {
    expect(
      hazardsOf(
        { type: 'aws_iam_role', actions: ['create'], after: { name: 'new' } },
        {
          type: 'aws_iam_role_policy_attachment',
          actions: ['create'],
          after: { role: 'new', policy_arn: 'arn' },
        },
      ),
    ).toEqual([]);
  });
});

describe('checks', () => {
  const check = (address: string, status: string): object => ({
    address: { to_display: address },
    status,
    instances: [
      { address: { to_display: address }, status, problems: [{ message: 'the live table is another' }] },
    ],
  });
  const INTERLOCK = 'aws_ssm_parameter.runtime-config_interlock_live-table_E9AED79E';
  const output = { 'table-name': { actions: ['update'], before: 'A', after: 'B', after_unknown: false } };
  const found = (more: object): string[] =>
    reviewOf({ 'drill-primary': planDocument([], more) }).findings.map(({ hazard }) => hazard);

  it('that fail are hazards; the interlock is one of its own', () => {
    expect(found({ checks: [check('aws_vpc.x', 'fail'), check(INTERLOCK, 'fail')] })).toEqual([
      'SW-PLAN-002',
      'SW-POINTER-001',
    ]);
  });

  it('that pass or are not known yet are none', () => {
    expect(found({ checks: [check('aws_vpc.x', 'pass'), check(INTERLOCK, 'unknown')] })).toEqual([]);
  });

  it('let the live table move only when the interlock agrees', () => {
    expect(found({ output_changes: output })).toEqual(['SW-POINTER-005']);
    expect(found({ output_changes: output, checks: [check(INTERLOCK, 'pass')] })).toEqual([]);
  });

  it('do not hide that the plan broke off, or is only half of it', () => {
    expect(found({ errored: true })).toEqual(['SW-PLAN-001']);
    expect(found({ deferred_changes: [{}] })).toEqual(['SW-PLAN-004']);
    expect(found({ action_invocations: [{}] })).toEqual(['SW-PLAN-003']);
  });
});

describe('drift', () => {
  const drifted = (change: ChangeProps): string[] =>
    reviewOf({
      'drill-primary': planDocument([], { resource_drift: [resourceChange(change)] }),
    }).findings.map(({ hazard }) => hazard);

  it('is a hazard where it takes a protection away, or data', () => {
    expect(drifted({ before: TABLE, after: { ...TABLE, deletion_protection_enabled: false } })).toEqual([
      'SW-DRIFT-001',
    ]);
    expect(drifted({ actions: ['delete'], before: TABLE })).toEqual(['SW-DRIFT-002']);
  });

  it('is none in how a provider writes nothing', () => {
    expect(drifted({ before: { ...TABLE, tags: null }, after: { ...TABLE, tags: {} } })).toEqual([]);
  });
});
