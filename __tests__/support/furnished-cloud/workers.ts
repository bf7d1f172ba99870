import {
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';

/** The fleet as far as a recovery steers it: the service, without a network, and what scales it (`modules/worker-fleet`). */
export async function makeWorkers({ ecs, autoscaling }: Clients, target: Target): Promise<void> {
  const { names, region, settings, regionKind } = target;
  const { minTasks, maxTasks } = settings[regionKind].fleet;
  await ecs.send(new CreateClusterCommand({ clusterName: names.cluster }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: names.service,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '1024',
      memory: '2048',
      taskRoleArn: names.roleArn('worker'),
      executionRoleArn: names.roleArn('worker-execution'),
      containerDefinitions: [
        { name: 'worker', image: names.image(region, settings.worker.imageDigest), essential: true },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: names.cluster,
      serviceName: names.service,
      taskDefinition: names.service,
      desiredCount: minTasks,
      launchType: 'FARGATE',
    }),
  );
  const scalable = {
    ServiceNamespace: 'ecs' as const,
    ResourceId: `service/${names.cluster}/${names.service}`,
    ScalableDimension: 'ecs:service:DesiredCount' as const,
  };
  await autoscaling.send(
    new RegisterScalableTargetCommand({ ...scalable, MinCapacity: minTasks, MaxCapacity: maxTasks }),
  );
  await autoscaling.send(
    new PutScalingPolicyCommand({
      ...scalable,
      PolicyName: `${names.service}-backlog`,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 100,
        ScaleOutCooldown: 60,
        ScaleInCooldown: 300,
        CustomizedMetricSpecification: {
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Dimensions: [{ Name: 'QueueName', Value: names.jobQueue }],
          Statistic: 'Maximum',
        },
      },
    }),
  );
}
