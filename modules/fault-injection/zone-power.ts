import type {
  FisExperimentTemplateAction,
  FisExperimentTemplateTarget,
} from '@cdktf/provider-aws/lib/fis-experiment-template';
import type { Names } from '../../settings';
import type { Zone } from '../network/zone';

/** Longer than a failover of Redis and a replacement of tasks take, shorter than the patience of who watches. */
const DURATION = 'PT10M';

interface ZonePower {
  readonly target: FisExperimentTemplateTarget[];
  readonly action: FisExperimentTemplateAction[];
}

/**
 * What a loss of power looks like from this stack, as in AWS's own scenario (AWS FIS user guide, "AZ Availability: Power
 * Interruption"), for what we run: tasks stop, the zone's subnets are cut off, so that no new one comes up there, and
 * Redis loses its nodes in the zone. At its end FIS puts the subnets and the cache back.
 */
export function zonePower(
  names: Names,
  {
    availabilityZone,
    publicSubnet,
    privateSubnet,
  }: Pick<Zone, 'availabilityZone' | 'publicSubnet' | 'privateSubnet'>,
): ZonePower {
  return {
    target: [
      {
        name: 'tasks',
        resourceType: 'aws:ecs:task',
        selectionMode: 'ALL',
        parameters: { cluster: names.cluster, service: names.service },
        filter: [{ path: 'AvailabilityZone', values: [availabilityZone] }],
      },
      {
        name: 'subnets',
        resourceType: 'aws:ec2:subnet',
        selectionMode: 'ALL',
        resourceArns: [publicSubnet.arn, privateSubnet.arn],
      },
      {
        name: 'cache',
        resourceType: 'aws:elasticache:replicationgroup',
        selectionMode: 'ALL',
        // A replication group can be told by its tags only.
        resourceTag: [{ key: names.environmentTag, value: names.environment }],
        parameters: { availabilityZoneIdentifier: availabilityZone },
      },
    ],
    action: [
      {
        name: 'stop-tasks',
        actionId: 'aws:ecs:stop-task',
        target: { key: 'Tasks', value: 'tasks' },
      },
      {
        name: 'cut-network',
        actionId: 'aws:network:disrupt-connectivity',
        parameter: [
          { key: 'duration', value: DURATION },
          { key: 'scope', value: 'all' },
        ],
        target: { key: 'Subnets', value: 'subnets' },
      },
      {
        name: 'interrupt-cache',
        actionId: 'aws:elasticache:replicationgroup-interrupt-az-power',
        parameter: [{ key: 'duration', value: DURATION }],
        target: { key: 'ReplicationGroups', value: 'cache' },
      },
    ],
  };
}
