import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import type { StackKind } from '../../../../settings/naming';
import { listKeys } from '../../aws/s3-objects';
import { interlockTableOf, leaseOf, liveTableOf, runningIncidentsOf, settingsTableOf } from '../facts';
import { deploy } from '../mends';
import { EVERY_RUN, failed, ok, unless, UNLESS_KNOWN, warning, type Check, type Seen } from '../model';
import { once, type RegionSurvey, type Survey } from '../survey';

/** What the next deploy believes, and whether it may run. */
export const STATE: readonly Check[] = [
  {
    id: 'state/bucket-primary',
    title: "The primary region's Terraform state is versioned and encrypted",
    severity: 'major',
    mend: deploy('bootstrap'),
    look: ({ primary }) => stateBucket(primary),
  },
  {
    id: 'state/bucket-recovery',
    title: "The recovery region's Terraform state has a bucket there, versioned and encrypted",
    severity: 'critical',
    mend: deploy('bootstrap'),
    look: ({ recovery }) => stateBucket(recovery),
  },
  {
    id: 'state/foundation',
    title: 'The foundation of the recovery region was deployed',
    severity: 'critical',
    mend: deploy('foundation-recovery'),
    look: (survey) => deployed(survey, survey.recovery, ['foundation-recovery']),
  },
  {
    id: 'state/primary',
    title: 'Identity, foundation, backend and traffic were deployed with state in the primary region',
    severity: 'major',
    mend: deploy('identity', 'foundation-primary', 'primary', 'traffic'),
    look: (survey) =>
      deployed(survey, survey.primary, ['identity', 'foundation-primary', 'primary', 'traffic']),
  },
  {
    id: 'state/unlocked',
    title: 'No forgotten lock keeps Terraform from planning',
    severity: 'major',
    mend: ({ names }) => `npx cdktf diff ${names.stack('primary')}`,
    async look(survey) {
      const keys = await Promise.all(
        [survey.primary, survey.recovery].map((where) => stateKeys(survey, where)),
      );
      const locks = keys.flat().filter((key) => key.endsWith('.tflock'));
      return locks.length === 0
        ? ok('no state is locked')
        : warning(`${locks.join(', ')}: somebody deploys now, or did and was killed`);
    },
  },
  {
    id: 'state/interlock',
    title: 'AppConfig, settings and deploy interlock name the same live table',
    severity: 'critical',
    moments: ['doctor', 'status', 'preflight data-corruption'],
    preflightName: 'agreement',
    stops: UNLESS_KNOWN,
    mend: ({ names, settings, serving }) =>
      `aws ssm get-parameter-history --name ${names.liveTableParameter} --region ${settings[serving].region}`,
    async look(survey) {
      const [live, settings, parameter] = await Promise.all([
        liveTableOf(survey),
        settingsTableOf(survey),
        interlockTableOf(survey),
      ]);
      return live === settings && live === parameter
        ? ok(`all say ${live}`)
        : failed(
            `AppConfig says ${live}, the settings file ${settings}, the interlock ${parameter}: deploys are refused`,
            settings === live ? undefined : 'git pull',
          );
    },
  },
  {
    id: 'state/recovery-region',
    title: 'The recovery region is the one that the settings file names',
    severity: 'minor',
    mend: () => 'unset RECOVERY_REGION',
    look: ({ settings }) =>
      settings.recovery.region === settings.configuredRecoveryRegion
        ? ok(settings.recovery.region)
        : warning(
            `RECOVERY_REGION says ${settings.recovery.region}, the file ${settings.configuredRecoveryRegion}`,
          ),
  },
  {
    id: 'state/no-incident',
    title: 'No recovery has stopped half way',
    severity: 'major',
    moments: ['doctor', 'status'],
    operatorOnly: true,
    mend: () => 'npx recover status',
    async look(survey) {
      const running = await runningIncidentsOf(survey);
      if (running.length === 0) return ok('none is under way');
      const lease = await leaseOf(survey);
      const stopped = running.filter(({ id }) => id !== lease?.incident);
      const found = running
        .map(({ id, runbook, declaredAt, declaredBy }) =>
          id === lease?.incident
            ? `${id} (${runbook}) is being run by ${lease.operator} on ${lease.host}`
            : `${id} (${runbook}), declared ${declaredAt} by ${declaredBy}, has stopped half way`,
        )
        .join('; ');
      const [first] = stopped;
      return first === undefined
        ? warning(found, `npx recover report ${running[0]?.id ?? ''}`)
        : failed(found, `npx recover resume ${first.id}`);
    },
  },
  {
    id: 'state/lease',
    title: 'Nobody holds the lease of a recovery',
    severity: 'minor',
    moments: ['doctor', ...EVERY_RUN],
    preflightName: 'lease',
    stops: ['warning', ...UNLESS_KNOWN],
    operatorOnly: true,
    mend: () => 'npx recover status',
    async look(survey) {
      const lease = await leaseOf(survey);
      return lease === null
        ? ok('it is free')
        : warning(`${lease.operator} on ${lease.host} runs ${lease.incident} until ${lease.expiresAt}`);
    },
  },
  {
    id: 'state/stack-diff',
    title: 'A deploy of the regional stack would lose nothing',
    severity: 'critical',
    moments: ['preflight regional-outage', 'preflight evacuation', 'preflight failback'],
    preflightName: 'stack diff',
    stops: UNLESS_KNOWN,
    mend: ({ names }) => `npx cdktf diff ${names.stack('recovery')}`,
    async look({ infrastructure, run, action, names }) {
      if (run?.plan !== true) return ok('not looked at (--no-plan)');
      const { creates, updates, imports, losses } = await infrastructure.plan();
      const stack = names.stack(action.target.regionKind);
      const found = `${stack}: ${creates.length} to make, ${updates.length} to change, ${imports.length} to take over`;
      return losses.length === 0
        ? ok(found)
        : failed(`${found}; ${losses.join(', ')} would be lost`, `npx cdktf diff ${stack}`);
    },
  },
];

async function stateBucket({ clients: { s3 }, target: { names, region } }: RegionSurvey): Promise<Seen> {
  const Bucket = names.bucket('state', region);
  // Without it, what is missing below would be told of a bucket that is not there.
  await s3.send(new HeadBucketCommand({ Bucket }));
  const [{ Status }, encryption] = await Promise.all([
    s3.send(new GetBucketVersioningCommand({ Bucket })),
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
  ]);
  const algorithm =
    encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
      ?.SSEAlgorithm;
  return unless(
    [
      Status !== 'Enabled' && `${Bucket} is not versioned`,
      algorithm !== 'aws:kms' && `${Bucket} is encrypted by ${algorithm ?? 'nothing'}`,
    ],
    Bucket,
  );
}

function stateKeys(survey: Survey, { clients, target }: RegionSurvey): Promise<string[]> {
  return once(survey, `state ${target.regionKind}`, () =>
    listKeys(
      { s3: clients.s3, bucket: target.names.bucket('state', target.region), clock: survey.clock },
      '',
    ),
  );
}

async function deployed(survey: Survey, region: RegionSurvey, stacks: readonly StackKind[]): Promise<Seen> {
  const { names } = survey;
  const keys = new Set(await stateKeys(survey, region));
  const missing = stacks.map((kind) => names.stack(kind)).filter((stack) => !keys.has(names.stateKey(stack)));
  return unless(
    missing.map((stack) => `${stack} has no state in ${region.target.region}`),
    stacks.map((kind) => names.stack(kind)).join(', '),
  );
}
