import {
  DescribeImagesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
} from '@aws-sdk/client-ecr';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { RegionKind } from '../../../../settings';
import { UNPINNED } from '../../../../settings/schema';
import { stop } from '../../../engine/errors';
import { readWorkers } from '../../service/writers/workers';
import { EVERY_MOVE, failed, ok, unless, warning, type Check, type Seen } from '../model';
import { deploy } from '../mends';
import { once, type Survey, type RegionSurvey } from '../survey';

const primary = deploy('primary');
/** Seconds that SQS keeps a message at most, and what the stacks ask for. */
const LONGEST_RETENTION = 14 * 86_400;

/** What runs the service, and what it would be started from elsewhere. */
export const FLEET: readonly Check[] = [
  {
    id: 'fleet/service',
    title: 'The workers run, as many as were asked for',
    severity: 'major',
    mend: ({ names, settings }) =>
      `aws ecs describe-services --cluster ${names.cluster} --services ${names.service} --region ${settings.primary.region}`,
    async look(survey) {
      const { desiredCount = 0, runningCount = 0 } = await service(survey);
      const { minTasks } = survey.settings.primary.fleet;
      return unless(
        [
          desiredCount < minTasks && `${desiredCount} are asked for, the settings say at least ${minTasks}`,
          runningCount < desiredCount && `${runningCount} of ${desiredCount} run`,
        ],
        `${runningCount} of ${desiredCount} run`,
      );
    },
  },
  {
    id: 'fleet/scaling',
    title: 'The workers scale by themselves, within the limits of the settings',
    severity: 'major',
    mend: primary,
    async look(survey) {
      const { scaling } = await workers(survey);
      const { minTasks, maxTasks } = survey.settings.primary.fleet;
      if (scaling === null) return failed('they do not scale');
      const { minCapacity, maxCapacity } = scaling;
      const found = `${minCapacity} to ${maxCapacity} tasks`;
      return minCapacity === minTasks && maxCapacity === maxTasks
        ? ok(found)
        : failed(`${found}, the settings say ${minTasks} to ${maxTasks}`);
    },
  },
  {
    id: 'fleet/not-suspended',
    title: 'The scaling of the workers was not left suspended',
    severity: 'major',
    mend: ({ names, settings }) =>
      `aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/${names.cluster}/${names.service} --scalable-dimension ecs:service:DesiredCount --suspended-state DynamicScalingInSuspended=false,DynamicScalingOutSuspended=false,ScheduledScalingSuspended=false --region ${settings.primary.region}`,
    async look(survey) {
      const suspended = (await workers(survey)).scaling?.suspended ?? {};
      const off = Object.entries(suspended).flatMap(([what, is]) => (is ? [what] : []));
      return unless([off.length > 0 && `suspended: ${off.join(', ')}`], 'nothing is suspended');
    },
  },
  {
    id: 'fleet/task-image',
    title: 'The workers run the image that the settings name',
    severity: 'major',
    mend: primary,
    async look(survey) {
      const { taskDefinition = '' } = await service(survey);
      const { taskDefinition: task } = await survey.primary.clients.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition }),
      );
      const images = (task?.containerDefinitions ?? []).map(({ image = '' }) => image);
      const wanted = survey.settings.worker.imageDigest;
      return images.some((image) => image.endsWith(`@${wanted}`))
        ? ok(wanted)
        : failed(`${images.join(', ')}; the settings say ${wanted}`);
    },
  },
  {
    id: 'fleet/image-primary',
    title: "The workers' image is in the primary region",
    severity: 'critical',
    moments: ['doctor', ...EVERY_MOVE],
    region: 'primary',
    mend: copyImage('recovery', 'primary'),
    look: (survey) => image(survey, survey.primary),
  },
  {
    id: 'fleet/image-recovery',
    title: "The workers' image is in the recovery region",
    severity: 'critical',
    moments: ['doctor', ...EVERY_MOVE],
    region: 'recovery',
    // What was pushed before the rule existed is never sent after (aws-facts.md, 7.7).
    mend: copyImage('primary', 'recovery'),
    look: (survey) => image(survey, survey.recovery),
  },
  {
    id: 'fleet/image-replication',
    title: 'New images are replicated to the recovery region',
    severity: 'critical',
    mend: deploy('foundation-primary'),
    async look({ primary: { clients }, recovery, names }) {
      const { replicationConfiguration } = await clients.ecr.send(new DescribeRegistryCommand({}));
      const replicated = (replicationConfiguration?.rules ?? []).some(
        ({ destinations = [], repositoryFilters = [] }) =>
          destinations.some(({ region }) => region === recovery.target.region) &&
          (repositoryFilters.length === 0 ||
            repositoryFilters.some(({ filter = '' }) => names.imageRepository.startsWith(filter))),
      );
      return replicated
        ? ok(`to ${recovery.target.region}`)
        : failed(`no rule sends ${names.imageRepository} to ${recovery.target.region}`);
    },
  },
  {
    id: 'fleet/immutable-images',
    title: 'An image that ran once can run again as it was',
    severity: 'minor',
    mend: deploy('foundation-primary', 'foundation-recovery'),
    async look({ primary: one, recovery: other, names }) {
      const complaints = await Promise.all(
        [one, other].map(async ({ clients, target }) => {
          const { repositories = [] } = await clients.ecr.send(
            new DescribeRepositoriesCommand({ repositoryNames: [names.imageRepository] }),
          );
          return (
            repositories[0]?.imageTagMutability !== 'IMMUTABLE' && `tags can be moved in ${target.region}`
          );
        }),
      );
      return unless(complaints, 'tags cannot be moved');
    },
  },
  {
    id: 'fleet/cache',
    title: 'Redis survives the loss of a zone',
    severity: 'major',
    mend: primary,
    async look(survey) {
      const { ReplicationGroups = [] } = await survey.primary.clients.cache.send(
        new DescribeReplicationGroupsCommand({ ReplicationGroupId: survey.names.cache }),
      );
      const { MultiAZ, AutomaticFailover, MemberClusters = [] } = ReplicationGroups[0] ?? {};
      return unless(
        [
          MultiAZ !== 'enabled' && `Multi-AZ is ${MultiAZ ?? 'off'}`,
          AutomaticFailover !== 'enabled' && `automatic failover is ${AutomaticFailover ?? 'off'}`,
          MemberClusters.length < 2 && `it has ${MemberClusters.length} node`,
        ],
        `${MemberClusters.length} nodes, automatic failover`,
      );
    },
  },
  {
    id: 'fleet/job-queue',
    title: 'Sync jobs outlive a recovery',
    severity: 'major',
    mend: primary,
    async look(survey) {
      const { MessageRetentionPeriod, RedrivePolicy } = await attributes(survey, survey.names.jobQueue);
      const seconds = Number(MessageRetentionPeriod);
      return unless(
        [
          seconds < LONGEST_RETENTION && `they are kept for ${seconds / 86_400} days, not 14`,
          RedrivePolicy === undefined && 'what fails again and again is put aside nowhere',
        ],
        'kept for 14 days',
      );
    },
  },
  {
    id: 'fleet/dead-letters',
    title: 'No sync job was put aside',
    severity: 'minor',
    mend: ({ names, settings }) =>
      `aws sqs start-message-move-task --source-arn arn:aws:sqs:${settings.primary.region}:${names.accountId}:${names.deadLetterQueue} --region ${settings.primary.region}`,
    async look(survey) {
      const { ApproximateNumberOfMessages: waiting = '0' } = await attributes(
        survey,
        survey.names.deadLetterQueue,
      );
      return waiting === '0' ? ok('none') : warning(`${waiting} jobs failed too often`);
    },
  },
];

function workers(survey: Survey) {
  return once(survey, 'workers', () => readWorkers(survey.action));
}

function service(survey: Survey) {
  return once(survey, 'service', async () => {
    const { cluster, service: name } = survey.names;
    const { services = [] } = await survey.primary.clients.ecs.send(
      new DescribeServicesCommand({ cluster, services: [name] }),
    );
    const found = services.find(({ status }) => status === 'ACTIVE');
    if (found !== undefined) return found;
    const { region, names } = survey.primary.target;
    throw stop('WORKERS_MISSING', { cluster, service: name, region, stack: names.stack('primary') });
  });
}

async function image({ settings, names }: Survey, { clients, target }: RegionSurvey): Promise<Seen> {
  const { imageDigest } = settings.worker;
  if (imageDigest === UNPINNED) return failed(`worker.imageDigest is ${UNPINNED} in the settings`);
  const { imageDetails = [] } = await clients.ecr.send(
    new DescribeImagesCommand({ repositoryName: names.imageRepository, imageIds: [{ imageDigest }] }),
  );
  return imageDetails.length > 0
    ? ok(`${imageDigest} is in ${target.region}`)
    : failed(`${imageDigest} is not in ${target.region}`);
}

/** From the other region's registry, by digest: bit for bit the same image. */
function copyImage(from: RegionKind, to: RegionKind): Check['mend'] {
  return ({ names, settings }) => {
    const { imageDigest } = settings.worker;
    if (imageDigest === UNPINNED) return 'npx recover images pin IMAGE';
    const [source, target] = [from, to].map((regionKind) =>
      names.image(settings[regionKind].region, imageDigest),
    );
    return `docker buildx imagetools create --tag ${target?.split('@')[0] ?? ''}:copied ${source ?? ''}`;
  };
}

async function attributes({ primary: { clients } }: Survey, name: string) {
  const { QueueUrl } = await clients.queues.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes = {} } = await clients.queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return Attributes;
}
