import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { chooseRebuildSource } from '../../../scripts/runbooks/steps/rebuild/choose-source';
import { createRebuiltTable } from '../../../scripts/runbooks/steps/rebuild/create-table';
import { loadRebuiltTable } from '../../../scripts/runbooks/steps/rebuild/load-table';
import { restoreSettings } from '../../../scripts/runbooks/steps/restore/restore-settings';
import { eachExpected } from '../../../scripts/recovery/rebuild/digest/expected-items';
import { VaultContents } from '../../../scripts/recovery/rebuild/vault-contents';
import { verifyLoad } from '../../../scripts/recovery/rebuild/verify-load';
import { firstRoundSince, tableKeys, tableVaultToRestore } from '../../../scripts/recovery/vault/table';
import { loadRules } from '../../../scripts/recovery/items/rules';
import { makeHaste } from '../../simulation/support/haste';
import { MINUTE, PLACE, TABLE, World } from '../protect/support/world';
import { HEALTHY, Rebuilding, SOURCE } from './support/rebuilding';
import { asItems, stateAt, VaultFixture, type Event } from './support/vault-fixture';

const choose = chooseRebuildSource();
const changing = [createRebuiltTable(), loadRebuiltTable()];
const STEPS = [choose, ...changing];
const KEYS = tableKeys(PLACE.source, TABLE);

/** Sixty items, of which some change in every stage and some are deleted. */
const EVENTS: readonly Event[] = [
  ...Array.from({ length: 60 }, (_, index) => ({ at: index, key: `k${index}`, value: 'first' })),
  ...Array.from({ length: 10 }, (_, index) => ({ at: 700 + index, key: `k${index}`, value: 'second' })),
  ...[3, 4].map((index) => ({ at: 1_600 + index, key: `k${index}` })),
  ...[4, 5, 6].map((index) => ({ at: 2_500 + index, key: `k${index}`, value: 'third' })),
  ...[5, 7].map((index) => ({ at: 2_600 + index, key: `k${index}` })),
];
const HISTORY = { events: EVENTS, exports: [600, 1_500, 2_400], rounds: [1_200, 2_400, 3_000], since: 300 };
const EXPECTED = asItems(stateAt(EVENTS, 3_000));

let world: World;
let rebuilding: Rebuilding;
makeHaste();
beforeEach(async () => {
  world = await World.create();
  rebuilding = new Rebuilding(world);
  await rebuilding.makeKey();
});
afterEach(() => {
  rebuilding.remove();
});

async function lostRegion(): Promise<VaultFixture> {
  const fixture = new VaultFixture(world);
  await fixture.write(HISTORY);
  rebuilding.lose();
  return fixture;
}

it('a table that was protected for real is rebuilt as it was at the last mark, without a call to the lost region', async () => {
  const keys = Array.from({ length: 30 }, (_, index) => `old${index}`);
  await rebuilding.putMany(keys, 'before');
  await world.clock.sleep(10 * MINUTE);
  await world.protect();
  for (let minute = 0; minute < 33; minute += 3) {
    await world.put(`u${minute}`, 'a', String(minute));
    await world.put('old1', 'x', String(minute));
    if (minute % 2 === 0) await world.delete(`u${minute - 6}`, 'a');
    await world.clock.sleep(3 * MINUTE);
    await world.protect();
  }
  const live = await world.live();
  rebuilding.lose();
  const before = world.cloud.requests.length;
  const incident = rebuilding.incident();
  await rebuilding.run([...STEPS, restoreSettings({ needs: [] })], incident);
  expect(incident.facts.rebuildSource).toMatchObject({ class: 'vault', table: TABLE, unusable: null });
  expect(incident.facts.rebuildSource?.recoveryPointSeconds).toBeLessThan(4 * 60);
  expect(await rebuilding.items(incident.facts.restoredTable ?? '')).toEqual(live);
  expect(world.cloud.requests.slice(before).filter(({ region }) => region === SOURCE.region)).toEqual([]);
  expect(HEALTHY.lost).toBe(SOURCE.region);
});

it('has the settings of the lost table, with the key of its own region, and time to live after everything else', async () => {
  await lostRegion();
  const incident = rebuilding.incident();
  await rebuilding.run(STEPS, incident);
  const loaded = world.cloud.requests.length;
  expect(await rebuilding.run([restoreSettings({ needs: [] })], incident)).toMatchObject({ differences: 0 });
  expect(rebuilding.seen('UpdateTimeToLive')).toBe(1);
  expect(
    world.cloud.requests
      .slice(0, loaded)
      .some((one) => one.operation === 'UpdateTimeToLive' && one.region === HEALTHY.region),
  ).toBe(false);
  expect(incident.facts.settingsBefore?.values.encryption).toMatch(/^arn:aws:kms:us-west-2:/);
});

describe('a rebuild that is killed', () => {
  it.each([true, false])(
    'at any change (carried out: %s) goes on in the same table, to the same end',
    async (carriedOut) => {
      await lostRegion();
      const chosen = rebuilding.incident();
      await rebuilding.run([choose], chosen);
      for (let call = 1; ; call += 1) {
        const incident = rebuilding.incident(chosen.facts);
        const killed = await rebuilding.dies(changing, incident, { call, carriedOut });
        await rebuilding.run(changing, incident);
        expect(await rebuilding.items(incident.facts.restoredTable ?? '')).toEqual(EXPECTED);
        expect(rebuilding.seen('CreateTable')).toBe(call);
        if (!killed) {
          expect(call).toBeGreaterThan(8);
          return;
        }
      }
    },
  );

  it('and whose calls fail by a fifth, with answers that are lost, comes to the same end', async () => {
    await lostRegion();
    for (const seed of [1, 2]) {
      world.cloud.setFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'timeout', 'reset'], seed });
      const incident = rebuilding.incident();
      await rebuilding.run(STEPS, incident);
      world.cloud.setFaults(undefined);
      expect(await rebuilding.items(incident.facts.restoredTable ?? '')).toEqual(EXPECTED);
    }
  });

  it('begins where it was, by what it had noted', async () => {
    await lostRegion();
    const whole = rebuilding.incident();
    await rebuilding.run(STEPS, whole);
    const writes = rebuilding.seen('BatchWriteItem');
    const later = rebuilding.incident();
    await rebuilding.run(STEPS.slice(0, 2), later);
    const { stages } = await contents(later.facts.rebuildSource?.vault);
    // The last stage alone: what came before is missing then, which the comparison tells.
    const position = { loadPosition: { stage: stages.length - 1, parts: 0 } };
    Object.assign(later.facts, position);
    await expect(rebuilding.run(STEPS.slice(2), later)).rejects.toMatchObject({ code: 'LOAD_DIFFERS' });
    expect(rebuilding.seen('BatchWriteItem') - writes).toBe(1);
    await rebuilding.run(STEPS.slice(2), later);
    expect(await rebuilding.items(later.facts.restoredTable ?? '')).toEqual(EXPECTED);
  });
});

describe('a vault that cannot be trusted is refused before anything is made', () => {
  it.each([
    ['a file of an export', 'exports', `${KEYS.exportPrefix}/2/AWSDynamoDB/01-1/data/1.json.gz`],
    ['a manifest', 'exports', `${KEYS.exportPrefix}/1/AWSDynamoDB/01-0/manifest-files.json`],
    ['a segment of changes', 'changes', KEYS.segment(3, 'even', 0)],
    ['a round', 'changes', KEYS.round(2)],
    ['a link', 'exports', KEYS.link(1)],
  ] as const)('%s that was changed, or is gone, is named', async (_, purpose, key) => {
    const fixture = await lostRegion();
    await fixture.put(purpose, key, Buffer.from('{"changed":true}'));
    const incident = rebuilding.incident();
    await expect(rebuilding.run(STEPS, incident)).rejects.toMatchObject({
      kind: 'precondition',
      code: 'VAULT_TAMPERED',
      message: expect.stringContaining(key) as string,
      next: expect.stringContaining('list-object-versions') as string,
    });
    await fixture.remove(purpose, key);
    await expect(rebuilding.run(STEPS, incident)).rejects.toMatchObject({
      code: 'VAULT_GAP',
      message: expect.stringContaining(key) as string,
    });
    expect(rebuilding.seen('CreateTable')).toBe(0);
    expect(incident.facts).toEqual({});
  });

  it('a file that is changed after it was checked is not written', async () => {
    const fixture = await lostRegion();
    const incident = rebuilding.incident();
    await rebuilding.run(STEPS.slice(0, 2), incident);
    const key = `${KEYS.exportPrefix}/1/AWSDynamoDB/01-0/data/0.json.gz`;
    await fixture.put('exports', key, Buffer.from('{}'));
    await expect(rebuilding.run(STEPS, incident)).rejects.toMatchObject({
      code: 'VAULT_TAMPERED',
      message: expect.stringContaining(key) as string,
    });
    const items = await rebuilding.items(incident.facts.restoredTable ?? '');
    expect([...items.keys()].filter((one) => Number(/k(\d+)/.exec(one)?.[1]) % 2 === 0)).toEqual([]);
  });

  it('an empty one says so', async () => {
    rebuilding.lose();
    await expect(rebuilding.run(STEPS, rebuilding.incident())).rejects.toMatchObject({
      kind: 'precondition',
      code: 'VAULT_EMPTY',
      next: 'npx recover protect',
    });
  });

  it('a source that is wanted and cannot be used says why', async () => {
    await lostRegion();
    const steps = [chooseRebuildSource({ source: 'replica' })];
    await expect(rebuilding.run(steps, rebuilding.incident())).rejects.toMatchObject({ code: 'NO_REPLICA' });
  });

  it('without a key in the region nothing is made', async () => {
    await lostRegion();
    await rebuilding.disableKey();
    await expect(rebuilding.run(STEPS, rebuilding.incident())).rejects.toMatchObject({
      code: 'REGION_KEY_UNUSABLE',
      next: expect.stringContaining('describe-key') as string,
    });
    expect(rebuilding.seen('CreateTable')).toBe(0);
  });
});

it('rounds that went with the retention are not missed, and one that went before its time is', async () => {
  const fixture = new VaultFixture(world);
  await fixture.write({ ...HISTORY, rounds: [1_200, 1_500, 1_800, 2_100, 2_400, 3_000] });
  const first = () =>
    firstRoundSince(world.action.vault, TABLE, {
      at: Date.UTC(2026, 1, 28, 20, 37),
      newest: 6,
    });
  expect(await first()).toBe(5);
  for (const round of [1, 2, 3]) await fixture.remove('changes', KEYS.round(round));
  expect(await first()).toBe(5);
  await fixture.remove('changes', KEYS.round(4));
  await expect(first()).rejects.toMatchObject({
    code: 'VAULT_GAP',
    message: expect.stringContaining(KEYS.round(4)) as string,
  });
});

it('a plan says what there is to choose from and how much there is to load, and changes nothing', async () => {
  await lostRegion();
  const context = rebuilding.context(rebuilding.incident());
  const lines: string[] = [];
  for (const step of STEPS) {
    lines.push(...(await step.plan(context)));
    if (step.readsOnly === true) await step.run(context);
    if (step.id === 'create-table') await context.record({ restoredTable: 'none yet' });
  }
  expect(lines).toEqual([
    expect.stringMatching(
      /^vault: as of 2026-02-28T20:50:00.000Z, 11400 s ago; a full export and 2 incremental/,
    ),
    expect.stringMatching(/^replica: not usable/),
    'take vault',
    'create the table SyncWellMetadata-restored-2026-03-01 with the settings of SyncWellMetadata',
    'load 60 items: full',
    'load 10 items: copied changes',
    'load 10 items: incremental',
    'load 2 items: incremental',
    'load 5 items: copied changes',
    'compare every item with the vault',
  ]);
  expect(rebuilding.seen('CreateTable') + rebuilding.seen('BatchWriteItem')).toBe(0);
});

it('an item that is missing, too much or different is named, and never its value', async () => {
  await lostRegion();
  const incident = rebuilding.incident();
  await rebuilding.run(STEPS, incident);
  const table = incident.facts.restoredTable ?? '';
  const { dynamodb } = rebuilding.clients();
  const key = (PK: string) => ({ PK: { S: PK }, SK: { S: 'x' } });
  await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: key('k8') }));
  for (const PK of ['k9', 'stranger']) {
    await dynamodb.send(
      new PutItemCommand({ TableName: table, Item: { ...key(PK), value: { S: 'wrong' } } }),
    );
  }
  const comparison = await verifyLoad(rebuilding.action(), {
    table,
    contents: await contents(incident.facts.rebuildSource?.vault),
    rules: loadRules(),
  });
  expect(comparison.differences).toEqual([
    { key: { PK: 'k8', SK: 'x' }, kind: 'missing' },
    { key: { PK: 'k9', SK: 'x' }, kind: 'different' },
    { key: { PK: 'stranger', SK: 'x' }, kind: 'extra' },
  ]);
  expect(comparison.items).toEqual({ expected: EXPECTED.size, actual: EXPECTED.size });
  expect(comparison.digest.actual).not.toBe(comparison.digest.expected);
  expect(JSON.stringify(comparison)).not.toMatch(/wrong|first|second|third/);
});

it('what is expected is the same however few items may be held at once', async () => {
  await lostRegion();
  const incident = rebuilding.incident();
  await rebuilding.run(STEPS.slice(0, 1), incident);
  const vault = await contents(incident.facts.rebuildSource?.vault);
  const told = async (held: number): Promise<string[]> => {
    const items: string[] = [];
    await eachExpected(vault, (id, hash) => items.push(`${id} ${hash}`), { held });
    return items.sort();
  };
  const all = await told(1_000);
  expect(all).toHaveLength(EXPECTED.size);
  expect(await told(4)).toEqual(all);
});

function contents(
  parts: Parameters<typeof VaultContents.open>[2] | null | undefined,
): Promise<VaultContents> {
  if (parts === null || parts === undefined) throw new Error('no vault was chosen');
  return VaultContents.open(tableVaultToRestore(rebuilding.action()), TABLE, parts);
}
