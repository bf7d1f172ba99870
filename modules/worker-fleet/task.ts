import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import type { Construct } from 'constructs';
import { logGroup } from '../log-group';
import { requirePinned } from '../pinned-image';
import { REDIS_PORT, SERVICE_PORT } from '../network/ports';
import type { WorkerFleetProps } from './index';

export const WORKER_CONTAINER = 'worker';
const AGENT_CONTAINER = 'config-agent';
const AGENT_PORT = 2772;

/** The worker with its AppConfig agent: 1 vCPU and 2 GB together, on Graviton, which costs a fifth less. */
export function workerTask(scope: Construct, props: WorkerFleetProps): EcsTaskDefinition {
  const { names, region, imageDigest, agentImage, queue, cacheEndpoint, kmsKeyArn, logRetentionDays } = props;
  const logs = logGroup(scope, 'workers', { names, kmsKeyArn, retentionDays: logRetentionDays });
  const logConfiguration = (container: string) => ({
    logDriver: 'awslogs',
    options: { 'awslogs-group': logs.name, 'awslogs-region': region, 'awslogs-stream-prefix': container },
  });
  const { configApplication, configEnvironment, configProfile } = names;
  const pointerPath = `/applications/${configApplication}/environments/${configEnvironment.pointer}/configurations/${configProfile.pointer}`;
  const featuresPath = `/applications/${configApplication}/environments/${configEnvironment.features}/configurations/${configProfile.features}`;
  return new EcsTaskDefinition(scope, 'task', {
    family: names.service,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '1024',
    memory: '2048',
    runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
    taskRoleArn: names.roleArn('worker'),
    executionRoleArn: names.roleArn('worker-execution'),
    lifecycle: requirePinned({
      names,
      imageDigest,
      setting: 'worker.imageDigest',
      allowUnpinned: props.allowUnpinned ?? false,
    }),
    containerDefinitions: JSON.stringify([
      {
        name: WORKER_CONTAINER,
        image: names.image(region, imageDigest),
        essential: true,
        portMappings: [{ containerPort: SERVICE_PORT, hostPort: SERVICE_PORT, protocol: 'tcp' }],
        // No table name: it comes from AppConfig, and without AppConfig the service must not start.
        environment: environment({
          AWS_REGION: region,
          SYNCWELL_ENV: names.environment,
          CONFIG_POINTER_URL: `http://localhost:${AGENT_PORT}${pointerPath}`,
          CONFIG_FEATURES_URL: `http://localhost:${AGENT_PORT}${featuresPath}`,
          JOB_QUEUE_URL: queue.url,
          REDIS_HOST: cacheEndpoint,
          REDIS_PORT: String(REDIS_PORT),
          REDIS_USER: names.cacheUser,
        }),
        dependsOn: [{ containerName: AGENT_CONTAINER, condition: 'START' }],
        // The longest Fargate grants: a job in flight is finished rather than repeated.
        stopTimeout: 120,
        logConfiguration: logConfiguration(WORKER_CONTAINER),
      },
      {
        name: AGENT_CONTAINER,
        image: agentImage,
        essential: true,
        portMappings: [{ containerPort: AGENT_PORT, hostPort: AGENT_PORT, protocol: 'tcp' }],
        environment: environment({
          // A repoint reaches every task within this many seconds; AppConfig takes no less than 15.
          POLL_INTERVAL: '15',
          PREFETCH_LIST: [pointerPath, featuresPath].join(','),
          SERVICE_REGION: region,
        }),
        logConfiguration: logConfiguration(AGENT_CONTAINER),
      },
    ]),
  });
}

/** Container environment in the shape and the order (by name) in which ECS gives it back. */
function environment(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
