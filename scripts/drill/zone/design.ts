import { some, type Finding } from '../proof/finding';
import type { Planned, Topology } from './topology';

/** A region that lost one of these zones still has a majority, and half of its capacity to spare. */
const ZONES = 3;

/** What is meant for one zone: it is lost with it, and nothing outside of the zone needs it. */
const OF_ONE_ZONE = new Set([
  'aws_nat_gateway',
  'aws_route_table_association',
  'aws_fis_experiment_template',
]);

/** What the plan of a region's stack says of the loss of any one of its zones. Pure. */
export function proveDesign(topology: Topology): Finding[] {
  return [
    proveZones(topology),
    proveSpread(topology),
    proveWayOut(topology),
    proveEndpoints(topology),
    proveWorkers(topology),
    proveRedis(topology),
    proveExperiments(topology),
  ];
}

function proveZones({ zones, ofType }: Topology): Finding {
  return {
    id: 'zones',
    claim: 'the network lies in three different zones of the region',
    holds: zones.length === ZONES,
    evidence: `${ofType('aws_subnet').length} subnets in ${zones.join(', ')}`,
  };
}

function proveSpread({ zones, resources, zonesOf }: Topology): Finding {
  const placed = resources.filter((one) => !OF_ONE_ZONE.has(one.type) && zonesOf(one).length > 0);
  const narrow = placed.filter((one) => zonesOf(one).length < zones.length);
  return {
    id: 'spread',
    claim:
      'whatever lies in subnets lies in all zones: tasks, load balancer, API link, cache, endpoints, agent',
    holds: narrow.length === 0 && placed.length > 0,
    evidence:
      narrow.length === 0
        ? `${placed.length} resources: ${[...new Set(placed.map(({ type }) => type))].join(', ')}`
        : `not in every zone: ${some(narrow.map(({ address }) => address))}`,
  };
}

/** Each private subnet's route to the internet leads to a NAT gateway of the same zone. */
function proveWayOut(topology: Topology): Finding {
  const { zones, ofType, zonesOf } = topology;
  const [associations, routes, gateways] = [
    ofType('aws_route_table_association'),
    ofType('aws_route'),
    ofType('aws_nat_gateway'),
  ];
  const refersTo = (one: Planned, address: string): boolean => one.references.includes(address);
  const foreign = routes.flatMap((route) => {
    const gateway = gateways.find(({ address }) => refersTo(route, address));
    if (gateway === undefined) return [];
    const table = route.references.find((address) => address.startsWith('aws_route_table.')) ?? '';
    const served = associations.filter((one) => refersTo(one, table)).flatMap(zonesOf);
    return served.every((zone) => zonesOf(gateway).includes(zone)) ? [] : [route.address];
  });
  const covered = new Set(gateways.flatMap(zonesOf));
  return {
    id: 'way-out',
    claim: 'each zone has its own way to the internet: a lost NAT gateway is missed in its zone alone',
    holds: foreign.length === 0 && covered.size === zones.length,
    evidence:
      foreign.length === 0
        ? `${gateways.length} NAT gateways, each for its own zone`
        : `routes through another zone: ${some(foreign)}`,
  };
}

function proveEndpoints({ zones, ofType, zonesOf }: Topology): Finding {
  const endpoints = ofType('aws_vpc_endpoint');
  const ways = (endpoint: Planned): number =>
    endpoint.values.vpc_endpoint_type === 'Gateway'
      ? endpoint.references.filter((address) => address.startsWith('aws_route_table.')).length
      : zonesOf(endpoint).length;
  const narrow = endpoints.filter((endpoint) => ways(endpoint) < zones.length);
  return {
    id: 'endpoints',
    claim: 'AWS services are reached from every zone without leaving it',
    holds: narrow.length === 0 && endpoints.length > 0,
    evidence:
      narrow.length === 0
        ? `${endpoints.length} endpoints`
        : `not in every zone: ${some(narrow.map(({ address }) => address))}`,
  };
}

function proveWorkers({ zones, ofType }: Topology): Finding {
  const [service] = ofType('aws_ecs_service');
  const { desired_count: tasks, availability_zone_rebalancing: rebalancing } = service?.values ?? {};
  return {
    id: 'workers',
    claim: 'at least as many workers run as there are zones, and Fargate spreads them again after a loss',
    holds: Number(tasks) >= zones.length && rebalancing === 'ENABLED',
    evidence: `${String(tasks)} tasks, rebalancing ${String(rebalancing)}`,
  };
}

function proveRedis({ ofType }: Topology): Finding {
  const [group] = ofType('aws_elasticache_replication_group');
  const { num_cache_clusters: nodes, multi_az_enabled, automatic_failover_enabled } = group?.values ?? {};
  return {
    id: 'redis',
    claim: 'Redis has a replica in another zone that takes over by itself',
    holds: Number(nodes) >= 2 && multi_az_enabled === true && automatic_failover_enabled === true,
    evidence: `${String(nodes)} nodes, Multi-AZ ${String(multi_az_enabled)}, automatic failover ${String(automatic_failover_enabled)}`,
  };
}

function proveExperiments({ zones, ofType }: Topology): Finding {
  const templates = ofType('aws_fis_experiment_template');
  const aimed = zones.filter((zone) =>
    templates.some(({ values }) => JSON.stringify(values).includes(`"${zone}"`)),
  );
  return {
    id: 'experiments',
    claim: 'there is an experiment of AWS FIS for each zone',
    holds: aimed.length === zones.length,
    evidence: `for ${aimed.join(', ')}`,
  };
}
