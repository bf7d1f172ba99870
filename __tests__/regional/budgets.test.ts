import { PutObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { highWaterMarkKey } from '../../scripts/recovery/vault';
import { moveSecretsHighWaterMark, secretsBucketAt } from '../../scripts/recovery/vault/secrets';
import { moveTableHighWaterMark, tableVaultToRestore, writeLink } from '../../scripts/recovery/vault/table';
import { runbookOf } from '../../scripts/commands/support/run-runbook';
import { readSizesFor } from '../../scripts/runbooks/sizes';
import type { RecoveryRunbook, RecoveryStep } from '../../scripts/runbooks/world';
import { runDeclared } from '../../scripts/commands/support/run-declared';
import { quietSurroundings } from '../support/surroundings';
import { isoTime } from '../../scripts/engine/clock';
import { makeHaste } from '../simulation/support/haste';
import { AWAY, HOME, settings, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

const SECRETS = 1_800_000;
const ITEMS = 6_000_000;
const INCIDENT = 'INC-20260301-090000-0001';
const signal = new AbortController().signal;

let world: TwoRegions;
let folder: string;
let said: string[];
beforeEach(async () => {
  world = await TwoRegions.create({ users: 1 });
  folder = mkdtempSync(join(tmpdir(), 'budgets-'));
  said = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function awayAction() {
  const { away: clients, clock } = world;
  return { target: AWAY, clients, clock, signal, progress: () => undefined };
}

/** Marks, and a full export, as if there were a million users. */
async function fillVault(): Promise<void> {
  const vault = tableVaultToRestore(awayAction());
  const at = isoTime(world.clock.now());
  await moveSecretsHighWaterMark(
    secretsBucketAt(vault, { names: HOME.names, s3: world.away.s3, clock: world.clock }),
    { schema: 1, round: 1, coveredUntil: at, lookedAt: at, secrets: SECRETS, unreadable: 0 },
  );
  const table = HOME.names.originalTable;
  const link = {
    schema: 1 as const,
    number: 1,
    table,
    kind: 'full' as const,
    from: null,
    to: at,
    exportArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/SyncWellMetadata/export/1',
    prefix: 'AWSDynamoDB/1',
    manifest: { summary: '0'.repeat(64), files: '0'.repeat(64) },
    items: ITEMS,
    bytes: ITEMS * 500,
    completedAt: at,
    previous: null,
  };
  await writeLink(vault, link, { until: new Date(world.clock.now() + 86_400_000) });
  await moveTableHighWaterMark(vault, {
    schema: 1,
    table,
    exports: { number: 1, fullNumber: 1, to: at },
    changes: null,
    lookedAt: at,
  });
}

/** Its steps as they are, but without effect. */
function inert(runbook: RecoveryRunbook): RecoveryRunbook {
  const steps = runbook.steps.map((step): RecoveryStep => ({
    ...step,
    check: () => Promise.resolve('to do'),
    run: () => Promise.resolve(),
    verify: () => Promise.resolve({}),
  }));
  return { ...runbook, steps };
}

/** As `recover run regional-outage` and `recover resume` run it, with the lines that they print. */
async function run() {
  const { clock } = world;
  const surroundings = quietSurroundings({
    clock,
    speed: 20,
    settings,
    connecting: world.connecting,
    env: { SYNCWELL_INCIDENTS_DIRECTORY: folder },
    infrastructure: () => ({}) as never,
    arrange: inert,
  });
  const incident = await runDeclared(surroundings, {
    incident: INCIDENT,
    runbook: 'regional-outage',
    parameters: { to: settings.recovery.region },
  });
  said.push(...surroundings.said);
  return incident;
}

function budgetOf(step: string): number {
  const line = said.find((one) => one.includes(` ${step}: `) && one.includes('(budget '));
  return Number(/\(budget (\d+) min\)/.exec(line ?? '')?.[1]);
}

const literal = (step: string) =>
  runbookOf({ runbook: 'regional-outage', parameters: { to: settings.recovery.region } }).steps.find(
    ({ id }) => id === step,
  )?.budgetMinutes ?? 0;

it('a rebuild shows budgets for what the vault in the healthy region holds, and says first what the estimate says', async () => {
  await fillVault();
  world.cloud.dark.set(HOME.region, 'refuse');
  const { facts, state } = await run();
  expect(state).toBe('completed');
  expect(facts.sizes).toEqual({
    items: ITEMS,
    bytes: ITEMS * 500,
    secrets: SECRETS,
    from: `the vault in ${AWAY.region}`,
  });
  expect(said[1]).toMatch(/^estimate for 6,000,000 items, 1,800,000 secrets .*WOULD BE MISSED; lever: /);
  // 1.8 million at fifty a second are ten hours.
  expect(budgetOf('restore-secrets')).toBeGreaterThan(600);
  expect(budgetOf('restore-secrets')).toBeGreaterThan(literal('restore-secrets'));
  expect(budgetOf('deploy-stack')).toBe(literal('deploy-stack'));
});

it.each([
  ['is empty', () => Promise.resolve()],
  [
    'cannot be read',
    async () => {
      const { changes, source } = tableVaultToRestore(awayAction());
      await world.away.s3.send(
        new PutObjectCommand({ Bucket: changes.bucket, Key: highWaterMarkKey(source), Body: 'nonsense' }),
      );
    },
  ],
])('a vault that %s leaves the budgets as they are, and the run goes on', async (_, spoil) => {
  await spoil();
  const { facts, state } = await run();
  expect(state).toBe('completed');
  expect(facts.sizes).toBeUndefined();
  expect(said[1]).toMatch(
    /^how much there is to recover is not known \(.*\): budgets are those of any size$/,
  );
  for (const step of ['restore-secrets', 'load-table', 'validate']) {
    expect(budgetOf(step)).toBe(literal(step));
  }
});

it('a vault that does not answer holds nobody up', async () => {
  const silent = {
    ...awayAction(),
    clients: { ...world.away, s3: { send: () => new Promise(() => undefined), config: {} } as never },
  };
  const began = Date.now();
  await expect(readSizesFor('regional-outage', { action: silent }, 50)).rejects.toThrow('nobody answered');
  expect(Date.now() - began).toBeLessThan(5_000);
});

it('a repair is as large as the live table', async () => {
  const action = { ...awayAction(), target: HOME, clients: world.home };
  const sizes = await readSizesFor('data-corruption', { action });
  expect(sizes).toMatchObject({ secrets: null, from: expect.stringContaining(HOME.names.originalTable) });
  expect(await readSizesFor('halt-writes', { action })).toBeUndefined();
});

it('a failback is as large as the table that serves; without a vault at home, secrets follow from its items', async () => {
  const action = { ...awayAction(), target: HOME, clients: world.home };
  const source = { ...action };
  expect(await readSizesFor('failback', { action, source })).toMatchObject({ secrets: null });
});
