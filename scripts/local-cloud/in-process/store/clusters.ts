import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Call, type Operations } from './json-service';
import { Refusal } from './refusal';

interface RegionClusters {
  readonly clusters: Map<string, Json>;
  /** By cluster and name. */
  readonly services: Map<string, Json>;
  /** ARN of a family's newest task definition, and how many it has. */
  readonly families: Map<string, { readonly arn: string; readonly revision: number }>;
}

const CREATED =
  'availabilityZoneRebalancing enableECSManagedTags healthCheckGracePeriodSeconds deploymentConfiguration enableExecuteCommand';

/** ECS as far as a service is steered: how many tasks run is told in front of it (Amazon ECS API reference). */
export function createClusterStore(): Operations {
  const regional = new Regional((): RegionClusters => ({
    clusters: new Map(),
    services: new Map(),
    families: new Map(),
  }));
  const keyOf = (body: Json, name: unknown): string =>
    `${lastPart(body.cluster ?? 'default')}/${lastPart(name)}`;
  const arn = ({ request }: Call, what: string): string =>
    `arn:aws:ecs:${request.region}:${request.accountId}:${what}`;
  return {
    CreateCluster: operation('clusterName settings configuration tags', (call) => {
      const { clusterName: name = 'default' } = call.body as { clusterName?: string };
      const cluster = { clusterName: name, clusterArn: arn(call, `cluster/${name}`), status: 'ACTIVE' };
      regional.of(call.request).clusters.set(name, cluster);
      return { cluster };
    }),
    RegisterTaskDefinition: operation(
      'family requiresCompatibilities networkMode cpu memory taskRoleArn executionRoleArn containerDefinitions',
      (call) => {
        const { families } = regional.of(call.request);
        const family = String(call.body.family);
        const revision = (families.get(family)?.revision ?? 0) + 1;
        const taskDefinitionArn = arn(call, `task-definition/${family}:${revision}`);
        families.set(family, { arn: taskDefinitionArn, revision });
        return { taskDefinition: { ...call.body, taskDefinitionArn, revision, status: 'ACTIVE' } };
      },
    ),
    CreateService: operation(
      `cluster serviceName taskDefinition desiredCount launchType networkConfiguration loadBalancers tags ${CREATED}`,
      (call) => {
        const { clusters, services, families } = regional.of(call.request);
        const { body } = call;
        const clusterName = lastPart(body.cluster ?? 'default');
        const cluster = clusters.get(clusterName);
        if (cluster === undefined) throw new Refusal('ClusterNotFoundException', 'Cluster not found.');
        const { serviceName, taskDefinition, desiredCount } = body;
        const service = {
          serviceArn: arn(call, `service/${clusterName}/${String(serviceName)}`),
          serviceName,
          clusterArn: cluster.clusterArn,
          status: 'ACTIVE',
          desiredCount,
          runningCount: 0,
          pendingCount: desiredCount,
          launchType: body.launchType,
          taskDefinition: families.get(String(taskDefinition))?.arn ?? taskDefinition,
          createdAt: call.now / 1000,
          deployments: [],
          events: [],
        };
        services.set(keyOf(body, serviceName), service);
        return { service };
      },
    ),
    UpdateService: operation(
      `cluster service desiredCount taskDefinition forceNewDeployment ${CREATED}`,
      ({ body, request }) => {
        const { services, families } = regional.of(request);
        const key = keyOf(body, body.service);
        const before = services.get(key);
        if (before === undefined) throw new Refusal('ServiceNotFoundException', 'Service not found.');
        const { desiredCount = before.desiredCount, taskDefinition } = body as Json & {
          taskDefinition?: string;
        };
        const service = {
          ...before,
          desiredCount,
          pendingCount: desiredCount,
          ...(taskDefinition === undefined
            ? {}
            : { taskDefinition: families.get(taskDefinition)?.arn ?? taskDefinition }),
        };
        services.set(key, service);
        return { service };
      },
    ),
    DescribeServices: operation('cluster services include', (call) => {
      const { clusters, services } = regional.of(call.request);
      const { body } = call;
      const clusterName = lastPart(body.cluster ?? 'default');
      if (!clusters.has(clusterName)) throw new Refusal('ClusterNotFoundException', 'Cluster not found.');
      const wanted = body.services as readonly string[];
      return {
        services: wanted.flatMap((name) => services.get(keyOf(body, name)) ?? []),
        failures: wanted
          .filter((name) => !services.has(keyOf(body, name)))
          .map((name) => ({ arn: arn(call, `service/${clusterName}/${lastPart(name)}`), reason: 'MISSING' })),
      };
    }),
  };
}

/** The name in an ARN, or the name itself. */
function lastPart(nameOrArn: unknown): string {
  return String(nameOrArn).split('/').at(-1) ?? '';
}
