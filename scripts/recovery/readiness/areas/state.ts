import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import type { StackKind } from '../../../../settings/naming';
import { readLiveTable } from '../../service/terraform/live-table';
import { listKeys } from '../../aws/s3-objects';
import { S3LeaseStore } from '../../incident/s3-lease-store';
import { newestIncidents } from '../read-posture';
import { failed, ok, unless, warning, type Check, type Seen } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld, type Site } from '../world';
import { liveTable } from './table';

/** What the next deploy believes, and whether it may run. */
export const STATE: readonly Check[] = [
  {
    id: 'state/bucket-primary',
    title: "The primary region's Terraform state is versioned and encrypted",
    severity: 'major',
    fix: deploy('bootstrap'),
    check: ({ primary }) => stateBucket(primary),
  },
  {
    id: 'state/bucket-recovery',
    title: "The recovery region's Terraform state has a bucket there, versioned and encrypted",
    severity: 'critical',
    fix: deploy('bootstrap'),
    check: ({ recovery }) => stateBucket(recovery),
  },
  {
    id: 'state/foundation',
    title: 'The foundation of the recovery region was deployed',
    severity: 'critical',
    fix: deploy('foundation-recovery'),
    check: (world) => deployed(world, world.recovery, ['foundation-recovery']),
  },
  {
    id: 'state/primary',
    title: 'Identity, foundation, backend and traffic were deployed with state in the primary region',
    severity: 'major',
    fix: deploy('identity', 'foundation-primary', 'primary', 'traffic'),
    check: (world) =>
      deployed(world, world.primary, ['identity', 'foundation-primary', 'primary', 'traffic']),
  },
  {
    id: 'state/unlocked',
    title: 'No forgotten lock keeps Terraform from planning',
    severity: 'major',
    fix: ({ names }) => `npx cdktf diff ${names.stack('primary')}`,
    async check(world) {
      const keys = await Promise.all([world.primary, world.recovery].map((site) => stateKeys(world, site)));
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
    fix: ({ names, settings }) =>
      `aws ssm get-parameter-history --name ${names.liveTableParameter} --region ${settings.primary.region}`,
    async check(world) {
      const [live, settings, parameter] = await Promise.all([
        liveTable(world),
        world.infrastructure.activeTable(),
        readLiveTable(world.action),
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
    fix: () => 'unset RECOVERY_REGION',
    check: ({ settings }) =>
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
    operatorOnly: true,
    fix: () => 'npx recover status',
    async check({ audit }) {
      const running = (await newestIncidents(audit)).filter(({ state }) => state === 'running');
      const [first] = running;
      return first === undefined
        ? ok('none is under way')
        : failed(
            `${running.map(({ id }) => id).join(', ')} not completed, nor aborted`,
            `npx recover resume ${first.id}`,
          );
    },
  },
  {
    id: 'state/lease',
    title: 'Nobody holds the lease of a recovery',
    severity: 'minor',
    operatorOnly: true,
    fix: () => 'npx recover status',
    async check({ audit, names, clock }) {
      const record = (await new S3LeaseStore(audit, names.environment).read())?.record;
      return record === undefined || Date.parse(record.expiresAt) <= clock.now()
        ? ok('it is free')
        : warning(`${record.operator} on ${record.host} runs ${record.incident} until ${record.expiresAt}`);
    },
  },
];

async function stateBucket({ clients: { s3 }, target: { names, region } }: Site): Promise<Seen> {
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

function stateKeys(world: ReadinessWorld, { clients, target }: Site): Promise<string[]> {
  return once(world, `state ${target.role}`, () =>
    listKeys({ s3: clients.s3, bucket: target.names.bucket('state', target.region), clock: world.clock }, ''),
  );
}

async function deployed(world: ReadinessWorld, site: Site, stacks: readonly StackKind[]): Promise<Seen> {
  const { names } = world;
  const keys = new Set(await stateKeys(world, site));
  const missing = stacks.map((kind) => names.stack(kind)).filter((stack) => !keys.has(names.stateKey(stack)));
  return unless(
    missing.map((stack) => `${stack} has no state in ${site.target.region}`),
    stacks.map((kind) => names.stack(kind)).join(', '),
  );
}
