import { randomUUID } from 'node:crypto';
import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Operations } from './json-service';
import { Refusal } from './refusal';

const RUNNING = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** What is scaled, by namespace, resource and dimension together. */
function keyOf({ ServiceNamespace, ResourceId, ScalableDimension }: Json): string {
  return [ServiceNamespace, ResourceId, ScalableDimension].join(' ');
}

function matches(wanted: Json): (one: Json) => boolean {
  const { ServiceNamespace, ResourceId, ResourceIds, ScalableDimension } = wanted;
  return (one) =>
    one.ServiceNamespace === ServiceNamespace &&
    (ResourceId === undefined || one.ResourceId === ResourceId) &&
    (ResourceIds === undefined || (ResourceIds as readonly unknown[]).includes(one.ResourceId)) &&
    (ScalableDimension === undefined || one.ScalableDimension === ScalableDimension);
}

/** Scalable targets and their policies; nothing is ever scaled (Application Auto Scaling API reference). */
export function createScalingStore(): Operations {
  const regional = new Regional(() => ({
    targets: new Map<string, Json>(),
    policies: new Map<string, Json>(),
    scheduled: new Map<string, Json>(),
  }));
  return {
    RegisterScalableTarget: operation(
      'ServiceNamespace ResourceId ScalableDimension MinCapacity MaxCapacity RoleARN SuspendedState Tags',
      ({ body, request, now }) => {
        const { targets } = regional.of(request);
        const before = targets.get(keyOf(body));
        const { ServiceNamespace, ResourceId, ScalableDimension } = body;
        const service = String(ServiceNamespace);
        const target = {
          ScalableTargetARN:
            before?.ScalableTargetARN ??
            `arn:aws:application-autoscaling:${request.region}:${request.accountId}:scalable-target/${randomUUID()}`,
          ServiceNamespace,
          ResourceId,
          ScalableDimension,
          MinCapacity: body.MinCapacity ?? before?.MinCapacity,
          MaxCapacity: body.MaxCapacity ?? before?.MaxCapacity,
          RoleARN:
            body.RoleARN ??
            before?.RoleARN ??
            `arn:aws:iam::${request.accountId}:role/aws-service-role/${service}.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_${service}`,
          CreationTime: before?.CreationTime ?? now / 1000,
          SuspendedState: {
            ...RUNNING,
            ...(before?.SuspendedState as Json | undefined),
            ...(body.SuspendedState as Json | undefined),
          },
        };
        targets.set(keyOf(body), target);
        return { ScalableTargetARN: target.ScalableTargetARN };
      },
    ),
    DescribeScalableTargets: operation(
      'ServiceNamespace ResourceIds ScalableDimension MaxResults',
      ({ body, request }) => ({
        ScalableTargets: [...regional.of(request).targets.values()].filter(matches(body)),
      }),
    ),
    PutScalingPolicy: operation(
      'PolicyName ServiceNamespace ResourceId ScalableDimension PolicyType TargetTrackingScalingPolicyConfiguration StepScalingPolicyConfiguration',
      ({ body, request, now }) => {
        const { targets, policies } = regional.of(request);
        if (!targets.has(keyOf(body))) {
          throw new Refusal('ObjectNotFoundException', `No scalable target found for ${keyOf(body)}`);
        }
        const key = `${keyOf(body)} ${String(body.PolicyName)}`;
        const arn = `arn:aws:autoscaling:${request.region}:${request.accountId}:scalingPolicy:${randomUUID()}:resource/${String(body.ServiceNamespace)}/${String(body.ResourceId)}:policyName/${String(body.PolicyName)}`;
        const policy = { PolicyARN: arn, CreationTime: now / 1000, ...policies.get(key), ...body };
        policies.set(key, policy);
        return { PolicyARN: policy.PolicyARN, Alarms: [] };
      },
    ),
    DescribeScalingPolicies: operation(
      'ServiceNamespace ResourceId ScalableDimension PolicyNames MaxResults',
      ({ body, request }) => ({
        ScalingPolicies: [...regional.of(request).policies.values()]
          .filter(matches(body))
          .filter(
            ({ PolicyName }) =>
              body.PolicyNames === undefined || (body.PolicyNames as readonly unknown[]).includes(PolicyName),
          ),
      }),
    ),
    PutScheduledAction: operation(
      'ServiceNamespace ScheduledActionName ResourceId ScalableDimension Schedule Timezone StartTime EndTime ScalableTargetAction',
      ({ body, request, now }) => {
        const { scheduled } = regional.of(request);
        const key = `${keyOf(body)} ${String(body.ScheduledActionName)}`;
        scheduled.set(key, { CreationTime: now / 1000, ...scheduled.get(key), ...body });
        return {};
      },
    ),
    DescribeScheduledActions: operation(
      'ServiceNamespace ResourceId ScalableDimension ScheduledActionNames MaxResults',
      ({ body, request }) => ({
        ScheduledActions: [...regional.of(request).scheduled.values()].filter(matches(body)),
      }),
    ),
  };
}
