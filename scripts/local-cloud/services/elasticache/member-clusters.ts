import type { ServiceRequest } from '../../gateway/service';
import { listOf, type XmlObject } from '../support/query-protocol';
import type { CacheState } from './state';

/** Keeps what a replication group was asked to be: moto's group does not tell it all. */
export function rememberGroup({ groups }: CacheState, parameters: URLSearchParams): void {
  groups.set(parameters.get('ReplicationGroupId') ?? '', parameters);
}

/**
 * One node of a replication group, as a cache cluster.
 *
 * @returns undefined when no group of ours has such a member
 */
export function describeMember(
  { groups }: CacheState,
  { region, accountId }: ServiceRequest,
  clusterId: string,
): XmlObject | undefined {
  const [, groupId = '', number = ''] = /^(.+)-(\d{3})$/.exec(clusterId) ?? [];
  const asked = groups.get(groupId);
  if (asked === undefined) return undefined;
  const given = (name: string, otherwise = ''): string => asked.get(name) ?? otherwise;
  return {
    CacheClusterId: clusterId,
    ReplicationGroupId: groupId,
    ARN: `arn:aws:elasticache:${region}:${accountId}:cluster:${clusterId}`,
    CacheClusterStatus: 'available',
    CacheNodeType: given('CacheNodeType'),
    Engine: given('Engine', 'redis'),
    EngineVersion: fullVersion(given('EngineVersion', '7.1')),
    NumCacheNodes: 1,
    PreferredAvailabilityZone: `${region}${'abc'.charAt((Number(number) - 1) % 3)}`,
    PreferredMaintenanceWindow: given('PreferredMaintenanceWindow'),
    CacheParameterGroup: {
      CacheParameterGroupName: given('CacheParameterGroupName', 'default.redis7'),
      ParameterApplyStatus: 'in-sync',
    },
    CacheSubnetGroupName: given('CacheSubnetGroupName', 'default'),
    SecurityGroups: {
      member: listOf(asked, 'SecurityGroupIds').map((id) => ({ SecurityGroupId: id, Status: 'active' })),
    },
    AutoMinorVersionUpgrade: given('AutoMinorVersionUpgrade', 'true'),
    SnapshotRetentionLimit: given('SnapshotRetentionLimit', '0'),
    SnapshotWindow: given('SnapshotWindow'),
    AuthTokenEnabled: asked.has('AuthToken'),
    TransitEncryptionEnabled: given('TransitEncryptionEnabled', 'false'),
    TransitEncryptionMode: given('TransitEncryptionMode', 'required'),
    AtRestEncryptionEnabled: given('AtRestEncryptionEnabled', 'false'),
    NetworkType: 'ipv4',
    IpDiscovery: 'ipv4',
    CacheNodes: {
      CacheNode: { CacheNodeId: '0001', CacheNodeStatus: 'available', ParameterGroupStatus: 'in-sync' },
    },
  };
}

/** The service answers 7.1 with its patch level. */
function fullVersion(version: string): string {
  return version.split('.').length < 3 ? `${version}.0` : version;
}
