import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
} from '@aws-sdk/client-kms';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recover, type Invocation } from '../../scripts/recover';
import { quietSurroundings } from '../support/surroundings';
import { VirtualClock } from '../support/virtual-clock';
import { identifyCaller } from '../../scripts/recovery/aws/caller';
import { S3LeaseStore } from '../../scripts/recovery/incident/s3-lease-store';
import { auditBucketOf } from '../../scripts/recovery/incident/s3-mirror';
import { preflight, requireReady } from '../../scripts/recovery/readiness';
import { openVault, seal, secretsActionOf } from '../../scripts/recovery/vault/secrets';
import {
  newestRound,
  readManifest,
  requireLink,
  tableKeys,
  tableVaultToRestore,
} from '../../scripts/recovery/vault/table';
import { Stop } from '../../scripts/engine/stop';
import { makeHaste } from '../simulation/support/haste';
import { changesSince, isAway } from './support/changes';
import { Operator } from './support/incident';
import { Half } from './support/service';
import { AWAY, HOME, MINUTE, settings, TwoRegions, type TwoRegionsProps } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

const { names } = HOME;
const [EXPORTS, CHANGED, SEALED] = (['exports', 'changes', 'secrets'] as const).map((purpose) =>
  names.bucket(purpose, AWAY.region),
) as [string, string, string];

interface BadInput {
  readonly name: string;
  /** Of the checks that look ahead, the one that fails. */
  readonly check: string;
  /** @returns what the failed check names */
  readonly spoil: (world: TwoRegions) => Promise<string>;
  /** How its detail goes on. @default anyhow */
  readonly says?: RegExp;
  readonly next: RegExp;
  /** Whether the steps themselves would be stopped by it before anything is made, too. */
  readonly stopsSteps?: true;
  readonly world?: TwoRegionsProps;
}

const BAD: readonly BadInput[] = [
  {
    name: 'a link that is missing in the chain of exports',
    check: 'table source',
    spoil: (world) => remove(world, EXPORTS, tableKeys(HOME.region, names.originalTable).link(1)),
    next: /^aws s3api list-object-versions /,
    stopsSteps: true,
  },
  {
    name: 'a file that is missing of an export',
    check: 'table source',
    spoil: async (world) => remove(world, EXPORTS, await exportedFile(world)),
    next: /^aws s3api list-object-versions /,
    stopsSteps: true,
  },
  {
    name: 'a file of an export that was tampered with',
    check: 'table source',
    spoil: async (world) => tamper(world, EXPORTS, await exportedFile(world)),
    says: /is not what the tool wrote/,
    next: /^aws s3api list-object-versions /,
    stopsSteps: true,
  },
  {
    name: 'copied changes that were tampered with',
    check: 'table source',
    spoil: async (world) => tamper(world, CHANGED, await copiedChanges(world)),
    says: /is not what the tool wrote/,
    next: /^aws s3api list-object-versions /,
    stopsSteps: true,
  },
  {
    name: 'a shard of secrets that was tampered with',
    check: 'secrets vault',
    spoil: async (world) => tamper(world, SEALED, (await secretsOf(world)).shards[0]?.shard ?? ''),
    says: /is not what the tool wrote/,
    next: /^aws s3api list-object-versions /,
  },
  {
    name: 'secrets that were sealed under a key that cannot be used any more',
    check: 'secrets vault',
    spoil: replaceKey,
    next: /^aws kms describe-key /,
  },
  {
    name: 'secrets that were sealed under a key of the lost region',
    check: 'secrets vault',
    spoil: sealElsewhere,
    says: new RegExp(`sealed with a key of ${HOME.region}`),
    next: /^aws kms describe-key /,
  },
  {
    name: 'an image that is missing',
    check: 'fleet/image-recovery',
    spoil: removeImage,
    says: /is not there/,
    next: /^docker buildx imagetools create /,
    stopsSteps: true,
  },
  {
    name: 'a quota of secrets that is too low',
    check: 'secrets vault',
    spoil: () => Promise.resolve('where 1 are allowed'),
    next: /^aws service-quotas /,
    world: { cloud: { services: { quotas: { applied: { 'secretsmanager/L-2F66C23C': 1 } } } } },
  },
  {
    name: 'another operator who is at it',
    check: 'lease',
    spoil: holdLease,
    next: /^npx recover status$/,
  },
  {
    name: 'a quota of tasks that is too low',
    check: 'quotas/fargate-recovery',
    spoil: () => Promise.resolve('1 allowed'),
    next: /^aws service-quotas request-service-quota-increase /,
    stopsSteps: true,
    world: { cloud: { services: { quotas: { applied: { 'fargate/L-3032A538': 1 } } } } },
  },
];

let operator: Operator | undefined;
afterEach(() => {
  operator?.remove();
});

it.each(BAD)(
  '$name: refused before anything is changed, with the command to type',
  async ({ check, spoil, says = /./, next, stopsSteps, world: differing = {} }) => {
    const world = await protectedWorld(differing);
    const named = await spoil(world);
    world.cloud.dark.set(HOME.region, 'refuse');
    const from = world.cloud.requests.length;

    const failed = (await lookAhead(world)).filter(({ result }) => result === 'failed');
    expect(failed.map((one) => one.check)).toEqual([check]);
    expect(failed[0]?.detail).toContain(named);
    expect(failed[0]?.detail).toMatch(says);
    const refusal = { code: 'NOT_READY', kind: 'precondition', next: expect.stringMatching(next) };
    expect(
      stopOf(() => {
        requireReady(failed);
      }),
    ).toMatchObject(refusal);
    if (stopsSteps === true) {
      await expect(operator?.outage()).rejects.toMatchObject({ kind: 'precondition', next: refusal.next });
    }
    await expectUnchanged(world, from);
  },
);

it('nothing else is in the way of the same world', async () => {
  const world = await protectedWorld();
  world.cloud.dark.set(HOME.region, 'refuse');
  const checks = await lookAhead(world);
  expect(checks.filter(({ result }) => result === 'failed')).toEqual([]);
  expect(checks.find(({ check }) => check === 'secrets vault')).toMatchObject({ result: 'ok' });
});

it('an agent that is dead for twenty hours is told of, by the table and by the secrets, beforehand and by the run', async () => {
  const world = await protectedWorld();
  const result = async () => {
    const checks = await lookAhead(world);
    return ['table source', 'secrets vault'].map((name) => checks.find(({ check }) => check === name));
  };
  await world.clock.sleep(20 * 60 * MINUTE);
  const late = {
    result: 'warning',
    detail: expect.stringMatching(/the objective is \d+ minutes$/) as string,
  };
  expect(await result()).toMatchObject([late, late]);
  const vault = ['table vault', 'secrets vault'].map((name) => `${name}: `);
  const incident = await operator?.outage();
  const { warnings } = incident?.steps.get('preflight')?.evidence as { warnings: string[] };
  expect(warnings.filter((told) => vault.some((name) => told.startsWith(name)))).toHaveLength(2);
});

it('secrets that have not changed for two days are fresh while rounds look at them', async () => {
  const world = await protectedWorld();
  await world.clock.sleep(2 * 24 * 60 * MINUTE);
  await world.protect([1]);
  const checks = await lookAhead(world);
  expect(checks.find(({ check }) => check === 'secrets vault')).toMatchObject({
    result: 'ok',
    detail: expect.stringMatching(
      /secrets are sealed, up to 20\d\d-.*, \d+\.\d minutes ago; the objective is \d+ minutes$/,
    ) as string,
  });
});

it('a recovery region that is dead: refused at the first question, with what else can be done', async () => {
  const world = await protectedWorld();
  world.cloud.dark.set(HOME.region, 'refuse');
  world.cloud.dark.set(AWAY.region, 'refuse');
  const from = world.cloud.requests.length;
  await expect(operator?.outage()).rejects.toMatchObject({
    kind: 'precondition',
    code: 'UNREACHABLE',
    message: expect.stringMatching(new RegExp(`${AWAY.region} does not answer.*RECOVERY_REGION`)),
    next: `curl -sSI https://sts.${AWAY.region}.amazonaws.com`,
  });
  world.cloud.dark.set(AWAY.region, 'up');
  await expectUnchanged(world, from);
});

it.each([
  ['the primary one', HOME.region, 'REGION_IS_PRIMARY', AWAY.region],
  ['none', 'us-mars-1', 'REGION_UNKNOWN', AWAY.region],
  ['another one', 'eu-west-1', 'OTHER_REGION', 'eu-west-1'],
])('--to-region %s is refused before anybody is asked', async (_, toRegion, code, told) => {
  const { status, failure } = await outage({ toRegion });
  expect({ status, ...failure }).toMatchObject({
    status: 2,
    code,
    next: expect.stringContaining(`--to-region ${told}`),
  });
});

it.each([
  [{ source: 'point-in-time' }, '--source point-in-time --evacuate'],
  [{ evacuate: true, source: 'vault' }, '--evacuate'],
  [{ evacuate: true, source: 'replica' }, '--evacuate'],
] as const)(
  '%p: an evacuation restores by point-in-time recovery, and nothing else does',
  async (given, next) => {
    const { failure } = await outage({ toRegion: AWAY.region, ...given });
    expect(failure).toMatchObject({
      code: 'SOURCE_REFUSED',
      next: `node bin/recover.js run regional-outage --env drill --to-region ${AWAY.region} ${next}`,
    });
  },
);

/** `recover run regional-outage`, where nobody can be asked anything. */
function outage(options: NonNullable<Invocation['options']>) {
  const clock = new VirtualClock(0);
  const surroundings = quietSurroundings({ clock, settings, env: { SYNCWELL_ENV: 'drill' } });
  return recover({ command: 'run regional-outage', options }, surroundings);
}

/** A world whose vault holds a full export, an incremental one, copied changes and secrets. */
async function protectedWorld(props: TwoRegionsProps = {}): Promise<TwoRegions> {
  const world = await TwoRegions.create({ users: 1, ...props });
  operator = new Operator(world);
  await world.protect([1, 10]);
  await Half.home(world).lock('late');
  await world.protect([10]);
  return world;
}

/** What the command looks at before it declares anything, except for the plan of Terraform. */
async function lookAhead(world: TwoRegions) {
  const { away: clients, connecting } = world;
  const caller = await identifyCaller(clients.sts);
  const refuse = () => Promise.reject(new Error('not asked for'));
  const infrastructure = { activeTable: refuse, plan: refuse };
  const { checks } = await preflight(Half.away(world).action, 'regional-outage', {
    connection: { caller },
    infrastructure,
    env: { PATH: terraformIn(operator?.folder ?? '') },
    plan: false,
    connecting,
  });
  return checks;
}

function auditOf({ away, clock }: TwoRegions) {
  return { s3: away.audit, bucket: auditBucketOf(AWAY), clock };
}

/** A Terraform that knows its version. */
function terraformIn(folder: string): string {
  const program = join(folder, 'terraform');
  writeFileSync(program, '#!/bin/sh\necho \'{"terraform_version":"1.11.0"}\'\n');
  chmodSync(program, 0o755);
  return folder;
}

async function expectUnchanged(world: TwoRegions, from: number): Promise<void> {
  expect(changesSince(world, from)).toEqual([]);
  expect(await isAway(world)).toBe(false);
}

function stopOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
  return undefined;
}

/** A file of the full export that the chain begins with. */
async function exportedFile(world: TwoRegions): Promise<string> {
  const vault = tableVaultToRestore(Half.away(world).action);
  const { content: link } = await requireLink(vault, names.originalTable, 1);
  return (await readManifest(vault, link)).find(({ items }) => items > 0)?.key ?? '';
}

/** The newest segment of the stream. */
async function copiedChanges(world: TwoRegions): Promise<string> {
  const round = await newestRound(tableVaultToRestore(Half.away(world).action), names.originalTable);
  return round?.content.segments[0]?.object ?? '';
}

function secretsOf(world: TwoRegions) {
  return openVault(secretsActionOf(Half.away(world).action));
}

async function remove(world: TwoRegions, bucket: string, Key: string): Promise<string> {
  await world.away.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  return Key;
}

/** Changes one bit in the middle of an object. */
async function tamper(world: TwoRegions, bucket: string, Key: string): Promise<string> {
  const { Body } = await world.away.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await world.away.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes }));
  return Key;
}

/** The alias points to a new key, and the one that sealed is disabled. */
async function replaceKey({ away: { kms } }: TwoRegions): Promise<string> {
  const { KeyMetadata: old } = await kms.send(new DescribeKeyCommand({ KeyId: names.keyAlias }));
  const { KeyMetadata: made } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: made?.KeyId }));
  await kms.send(new DisableKeyCommand({ KeyId: old?.KeyId }));
  return 'DisabledException';
}

/** The key of a round, as a vault would hold it that was sealed in the primary region. */
async function sealElsewhere(world: TwoRegions): Promise<string> {
  const Key = (await secretsOf(world)).root.key;
  const { vault } = secretsActionOf(Half.away(world).action);
  const there = { ...vault, region: HOME.region, kms: world.home.kms };
  const Body = await seal(there, Key, Buffer.alloc(32));
  await world.away.s3.send(new PutObjectCommand({ Bucket: SEALED, Key, Body }));
  return Key;
}

async function removeImage(world: TwoRegions): Promise<string> {
  const { imageDigest } = settings.worker;
  const image = { repositoryName: names.imageRepository, imageIds: [{ imageDigest }] };
  await world.registry(AWAY.region).send(new BatchDeleteImageCommand(image));
  return imageDigest;
}

async function holdLease(world: TwoRegions): Promise<string> {
  const expiresAt = new Date(world.clock.now() + 60 * MINUTE).toISOString();
  const incident = 'INC-20260301-080000-0001';
  const holder = { operator: 'somebody else', host: 'elsewhere', processId: 1, incident };
  await new S3LeaseStore(auditOf(world), settings.environment).write(
    { ...holder, token: 1, expiresAt },
    undefined,
  );
  return `somebody else on elsewhere runs ${incident}`;
}
