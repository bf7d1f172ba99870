import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { ElasticacheSubnetGroup } from '@cdktf/provider-aws/lib/elasticache-subnet-group';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { cacheAlarms } from './alarms';
import { CacheUsers } from './users';

export interface CacheProps {
  readonly names: Names;
  readonly kmsKeyArn: string;
  /** Private subnets in at least two zones. */
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly nodeType: string;
  /** Primary and replicas together, at least two. */
  readonly nodes: number;
  readonly alarmTopicArn: string;
  /** @default 7: the cache can be rebuilt, a snapshot only spares the cold start */
  readonly snapshotRetentionDays?: number;
}

/**
 * Redis: cache and rate limits, never a source of truth. A replica in another zone takes over by itself when a zone is
 * lost. There is no auth token, which Terraform would keep in its state: the workers sign in with their IAM role.
 */
export class Cache extends Construct {
  readonly replicationGroup: ElasticacheReplicationGroup;

  constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const { names, kmsKeyArn, subnetIds, securityGroupId, nodeType, nodes, alarmTopicArn } = props;
    if (nodes < 2) throw new Error(`a cache of ${nodes} node survives no zone: use at least 2`);
    const { group: users } = new CacheUsers(this, 'users', { names });
    const subnets = new ElasticacheSubnetGroup(this, 'subnets', { name: names.cache, subnetIds });
    const parameters = new ElasticacheParameterGroup(this, 'parameters', {
      name: names.cache,
      family: 'redis7',
      // When memory is short, what was used longest ago goes first; the default would refuse writes.
      parameter: [{ name: 'maxmemory-policy', value: 'allkeys-lru' }],
    });
    this.replicationGroup = new ElasticacheReplicationGroup(this, 'replication-group', {
      replicationGroupId: names.cache,
      description: 'Cache and rate limits; can be rebuilt from nothing',
      engine: 'redis',
      engineVersion: '7.1',
      nodeType,
      numCacheClusters: nodes,
      port: 6379,
      multiAzEnabled: true,
      automaticFailoverEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: 'true',
      kmsKeyId: kmsKeyArn,
      userGroupIds: [users.userGroupId],
      subnetGroupName: subnets.name,
      securityGroupIds: [securityGroupId],
      parameterGroupName: parameters.name,
      autoMinorVersionUpgrade: 'true',
      maintenanceWindow: 'sun:09:00-sun:10:00',
      snapshotWindow: '07:00-08:00',
      snapshotRetentionLimit: props.snapshotRetentionDays ?? 7,
      lifecycle: { preventDestroy: true },
    });
    cacheAlarms(this, { names, alarmTopicArn, nodes });
  }
}
