import { Cache } from '../../modules/cache';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

const cache = (nodes = 2) =>
  synthModule(
    (stack) =>
      new Cache(stack, 'cache', {
        names,
        kmsKeyArn,
        subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        securityGroupId: 'sg-cache',
        nodeType: 'cache.t4g.small',
        nodes,
        alarmTopicArn,
      }),
  );

describe('the cache', () => {
  it('fails over to a replica in another zone by itself', () => {
    expect(cache().only('aws_elasticache_replication_group')).toMatchObject({
      num_cache_clusters: 2,
      multi_az_enabled: true,
      automatic_failover_enabled: true,
    });
  });

  it('refuses to be a single node', () => {
    expect(() => cache(1)).toThrow('a cache of 1 node survives no zone: use at least 2');
  });

  it('is encrypted on the wire and at rest, with our key', () => {
    expect(cache().only('aws_elasticache_replication_group')).toMatchObject({
      transit_encryption_enabled: true,
      transit_encryption_mode: 'required',
      at_rest_encryption_enabled: 'true',
      kms_key_id: kmsKeyArn,
    });
  });

  it('keeps snapshots', () => {
    expect(cache().only('aws_elasticache_replication_group').snapshot_retention_limit).toBe(7);
  });

  it('has no auth token and no password: the workers sign in with their role', () => {
    const synthesized = cache();
    expect(synthesized.only('aws_elasticache_replication_group')).not.toHaveProperty('auth_token');
    const users = synthesized.resources('aws_elasticache_user');
    expect(users.map(({ user_name, authentication_mode }) => [user_name, authentication_mode])).toEqual([
      ['default', undefined],
      [names.cacheUser, { type: 'iam' }],
    ]);
  });

  it('lets the default user do nothing', () => {
    const [defaultUser] = cache().resources('aws_elasticache_user');
    expect(defaultUser!.access_string).toBe('off ~* -@all');
  });

  it('gives the IAM user an id equal to its name, as IAM sign-in demands', () => {
    const worker = cache()
      .resources('aws_elasticache_user')
      .find(({ user_name }) => user_name === names.cacheUser);
    expect(worker!.user_id).toBe(worker!.user_name);
  });

  it('watches every node', () => {
    const alarms = cache(3).resources('aws_cloudwatch_metric_alarm');
    expect(alarms.map(({ alarm_name, metric_query: [{ label }] }) => [alarm_name, label]).sort()).toEqual([
      [names.alarm('cache-cpu'), 'EngineCPUUtilization'],
      [names.alarm('cache-evictions'), 'Evictions'],
      [names.alarm('cache-memory'), 'DatabaseMemoryUsagePercentage'],
      [names.alarm('cache-replication-lag'), 'ReplicationLag'],
    ]);
    for (const { metric_query } of alarms) {
      const nodes = metric_query.flatMap(({ metric }: any) => metric?.dimensions.CacheClusterId ?? []);
      expect(nodes).toEqual(['001', '002', '003'].map((number) => `${names.cache}-${number}`));
    }
  });
});
