import {
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { NamedCall } from './outcome';

const cluster = 'fleet';
const service = 'worker';
const scalable = {
  ServiceNamespace: 'ecs',
  ResourceId: `service/${cluster}/${service}`,
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;
/** What is looked at of a service: the rest differs from one run of moto to the next. */
const seen = ({
  services,
  failures,
}: {
  services?: object[] | undefined;
  failures?: object[] | undefined;
}) => ({
  services: services?.map((one) => {
    const { serviceName, serviceArn, status, desiredCount, runningCount, pendingCount, taskDefinition } =
      one as Record<string, unknown>;
    return { serviceName, serviceArn, status, desiredCount, runningCount, pendingCount, taskDefinition };
  }),
  failures,
});
/** Calls on services, and on what scales them. */
export const workers: NamedCall[] = [
  [
    'services of a missing cluster are described',
    ({ ecs }) => ecs.send(new DescribeServicesCommand({ cluster, services: [service] })),
  ],
  [
    'a service is made',
    async ({ ecs }) => {
      await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          family: service,
          containerDefinitions: [{ name: 'worker', image: 'worker', memory: 512 }],
        }),
      );
      const made = await ecs.send(
        new CreateServiceCommand({ cluster, serviceName: service, taskDefinition: service, desiredCount: 3 }),
      );
      return seen({ services: made.service === undefined ? [] : [made.service] });
    },
  ],
  [
    'a service is told another count',
    ({ ecs }) =>
      ecs
        .send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }))
        .then(({ service: one }) => seen({ services: one === undefined ? [] : [one] })),
  ],
  [
    'services are described, and one is missing',
    async ({ ecs }) => {
      const found = await ecs.send(new DescribeServicesCommand({ cluster, services: [service, 'none'] }));
      return { ...seen(found), failures: found.failures?.map(({ reason }) => reason) };
    },
  ],
  [
    'a missing service is told a count',
    ({ ecs }) => ecs.send(new UpdateServiceCommand({ cluster, service: 'none', desiredCount: 0 })),
  ],
  [
    'a scalable target is registered',
    ({ autoscaling }) =>
      autoscaling.send(new RegisterScalableTargetCommand({ ...scalable, MinCapacity: 1, MaxCapacity: 9 })),
  ],
  [
    'a scaling policy is put',
    ({ autoscaling }) =>
      autoscaling
        .send(
          new PutScalingPolicyCommand({
            ...scalable,
            PolicyName: 'backlog',
            PolicyType: 'TargetTrackingScaling',
            TargetTrackingScalingPolicyConfiguration: {
              TargetValue: 100,
              PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
            },
          }),
        )
        .then(({ PolicyARN }) => ({ PolicyARN })),
  ],
  [
    'scaling is suspended',
    ({ autoscaling }) =>
      autoscaling.send(
        new RegisterScalableTargetCommand({
          ...scalable,
          SuspendedState: {
            DynamicScalingInSuspended: true,
            DynamicScalingOutSuspended: true,
            ScheduledScalingSuspended: true,
          },
        }),
      ),
  ],
  [
    'scalable targets are described',
    ({ autoscaling }) =>
      autoscaling.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [scalable.ResourceId] }),
      ),
  ],
  [
    'scaling policies are described',
    ({ autoscaling }) =>
      autoscaling
        .send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }))
        .then(({ ScalingPolicies }) => ScalingPolicies?.map((policy) => ({ ...policy, Alarms: [] }))),
  ],
];
