import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import type { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { alarm } from '../alarm';
import { SERVICE_PORT } from '../network/ports';
import { ServiceEntry } from './entry';
import { scaleOnBacklog } from './scaling';
import { WORKER_CONTAINER, workerTask } from './task';

export interface WorkerFleetProps {
  readonly names: Names;
  readonly region: Region;
  readonly vpcId: string;
  /** One in each zone: Fargate spreads the tasks over them. */
  readonly privateSubnetIds: string[];
  readonly workerSecurityGroupId: string;
  readonly loadBalancerSecurityGroupId: string;
  readonly imageDigest: string;
  /** @default false: no plan passes without an image */
  readonly allowUnpinned?: boolean;
  readonly agentImage: string;
  /** Tasks at the start and at the least; 0 makes a pilot light. */
  readonly minTasks: number;
  readonly maxTasks: number;
  readonly queue: SqsQueue;
  /** Host name of Redis. */
  readonly cacheEndpoint: string;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
  readonly alarmTopicArn: string;
}

/**
 * The stateless workers: they take jobs from the queue and answer the API. Their roles were made in peacetime by the
 * identity stack, so that a fleet can start in any region without IAM's control plane.
 */
export class WorkerFleet extends Construct {
  readonly cluster: EcsCluster;
  readonly service: EcsService;
  readonly listener: LbListener;

  constructor(scope: Construct, id: string, props: WorkerFleetProps) {
    super(scope, id);
    const { names, privateSubnetIds, minTasks, maxTasks, alarmTopicArn } = props;
    this.cluster = new EcsCluster(this, 'cluster', {
      name: names.cluster,
      setting: [{ name: 'containerInsights', value: 'enabled' }],
    });
    const entry = new ServiceEntry(this, 'entry', {
      names,
      vpcId: props.vpcId,
      subnetIds: privateSubnetIds,
      securityGroupId: props.loadBalancerSecurityGroupId,
    });
    this.listener = entry.listener;
    this.service = new EcsService(this, 'service', {
      name: names.service,
      cluster: this.cluster.id,
      taskDefinition: workerTask(this, props).arn,
      desiredCount: minTasks,
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      availabilityZoneRebalancing: 'ENABLED',
      networkConfiguration: {
        subnets: privateSubnetIds,
        securityGroups: [props.workerSecurityGroupId],
        assignPublicIp: false,
      },
      loadBalancer: [
        {
          targetGroupArn: entry.targetGroup.arn,
          containerName: WORKER_CONTAINER,
          containerPort: SERVICE_PORT,
        },
      ],
      // A JVM needs its time before it answers.
      healthCheckGracePeriodSeconds: 90,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      // The image may arrive later than the stack, and a recovery scales up when its data is there.
      waitForSteadyState: false,
      // Autoscaling and recover move it.
      lifecycle: { ignoreChanges: ['desired_count'] },
      dependsOn: [entry.listener],
    });
    scaleOnBacklog(this, {
      names,
      service: this.service,
      minTasks,
      maxTasks,
    });
    alarm(this, 'workers-unhealthy', {
      names,
      topicArn: alarmTopicArn,
      alarmDescription: 'worker tasks fail their health check: look at the logs of the newest deployment',
      namespace: 'AWS/ApplicationELB',
      metricName: 'UnHealthyHostCount',
      dimensions: { LoadBalancer: entry.loadBalancer.arnSuffix, TargetGroup: entry.targetGroup.arnSuffix },
      statistic: 'Maximum',
      threshold: 0,
      evaluationPeriods: 3,
    });
  }
}
