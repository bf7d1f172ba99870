import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import type { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface ScaleOnBacklogProps {
  readonly names: Names;
  readonly service: EcsService;
  readonly minTasks: number;
  readonly maxTasks: number;
}

/** Jobs waiting for each running task that are worth another task: about a minute of work for one. */
const JOBS_PER_TASK = 100;

/**
 * Keeps the backlog per task steady. A pilot light stays dark: with no running task the quotient has no value, so that
 * only an operator, or recover, starts the first one.
 */
export function scaleOnBacklog(
  scope: Construct,
  { names, service, minTasks, maxTasks }: ScaleOnBacklogProps,
): void {
  const target = new AppautoscalingTarget(scope, 'scaling', {
    serviceNamespace: 'ecs',
    resourceId: `service/${names.cluster}/${service.name}`,
    scalableDimension: 'ecs:service:DesiredCount',
    minCapacity: minTasks,
    maxCapacity: maxTasks,
  });
  new AppautoscalingPolicy(scope, 'backlog', {
    name: `${names.service}-backlog`,
    policyType: 'TargetTrackingScaling',
    serviceNamespace: target.serviceNamespace,
    resourceId: target.resourceId,
    scalableDimension: target.scalableDimension,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: JOBS_PER_TASK,
      scaleOutCooldown: 60,
      scaleInCooldown: 300,
      customizedMetricSpecification: {
        metrics: [
          {
            id: 'waiting',
            returnData: false,
            metricStat: {
              stat: 'Maximum',
              metric: {
                namespace: 'AWS/SQS',
                metricName: 'ApproximateNumberOfMessagesVisible',
                dimensions: [{ name: 'QueueName', value: names.jobQueue }],
              },
            },
          },
          {
            id: 'running',
            returnData: false,
            metricStat: {
              stat: 'Average',
              metric: {
                namespace: 'ECS/ContainerInsights',
                metricName: 'RunningTaskCount',
                dimensions: [
                  { name: 'ClusterName', value: names.cluster },
                  { name: 'ServiceName', value: names.service },
                ],
              },
            },
          },
          {
            id: 'backlog',
            label: 'jobs waiting per task',
            expression: 'waiting / running',
            returnData: true,
          },
        ],
      },
    },
  });
}
