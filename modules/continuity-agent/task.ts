import type { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import type { Construct } from 'constructs';
import { requirePinned } from '../pinned-image';
import type { ContinuityAgentProps } from './index';

const CONTAINER = 'continuity-agent';
/**
 * MiB. A round holds the catalogue and the inventory of all secrets, about 1.5 GB for the 1.8 million of a million
 * users, and as much again while it writes both anew; the most that one processor may have (ECS developer guide, "Task
 * definition parameters", task size).
 */
const MEMORY = 8192;
/** MiB, of which Node.js takes much less by itself; the rest is for buffers and the system. */
const HEAP = 6144;

/**
 * One round of protection, and then the task ends. It writes nothing to its disk, which is mounted read-only; it has no
 * port, and two at once do no harm: a round that takes longer than a minute runs beside the next one, which leaves the
 * secrets to it.
 */
export function agentTask(
  scope: Construct,
  props: Pick<
    ContinuityAgentProps,
    'names' | 'region' | 'imageDigest' | 'allowUnpinned' | 'recoveryRegion' | 'streamsUrl'
  > & {
    readonly logs: CloudwatchLogGroup;
  },
): EcsTaskDefinition {
  const { names, region, imageDigest, recoveryRegion, streamsUrl, logs } = props;
  return new EcsTaskDefinition(scope, 'task', {
    lifecycle: requirePinned({
      names,
      imageDigest,
      setting: 'continuityAgent.imageDigest',
      allowUnpinned: props.allowUnpinned ?? false,
    }),
    family: names.continuityAgent,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    // Sealing is bound by the processor.
    cpu: '1024',
    memory: String(MEMORY),
    runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
    taskRoleArn: names.roleArn('continuity-agent'),
    // Pulls an image and opens a log, as for the workers.
    executionRoleArn: names.roleArn('worker-execution'),
    containerDefinitions: JSON.stringify([
      {
        name: CONTAINER,
        image: names.image(region, imageDigest),
        // The word that images of the last version know, too: --region when none of them runs any more.
        command: ['protect', '--from', region, '--json'],
        essential: true,
        readonlyRootFilesystem: true,
        // In the order, by name, in which ECS gives it back.
        environment: [
          { name: 'AWS_ENDPOINT_URL_DYNAMODB_STREAMS', value: streamsUrl },
          { name: 'AWS_REGION', value: region },
          { name: 'NODE_OPTIONS', value: `--max-old-space-size=${HEAP}` },
          ...(recoveryRegion === undefined ? [] : [{ name: 'RECOVERY_REGION', value: recoveryRegion }]),
          { name: 'SYNCWELL_ENV', value: names.environment },
        ],
        // What a round has begun is in the vault or is begun again: it needs no longer to end in order.
        stopTimeout: 30,
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': logs.name,
            'awslogs-region': region,
            'awslogs-stream-prefix': CONTAINER,
          },
        },
      },
    ]),
  });
}
