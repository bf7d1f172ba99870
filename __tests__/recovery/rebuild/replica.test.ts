import { DeleteItemCommand, PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { readRecoveryPoints } from '../../../scripts/recovery/readiness';
import { chooseSource, findSources, told } from '../../../scripts/recovery/rebuild/find-sources';
import { chooseRebuildSource } from '../../../scripts/runbooks/steps/rebuild/choose-source';
import { createRebuiltTable } from '../../../scripts/runbooks/steps/rebuild/create-table';
import { loadRebuiltTable } from '../../../scripts/runbooks/steps/rebuild/load-table';
import { restoreSettings } from '../../../scripts/runbooks/steps/restore/restore-settings';
import { makeHaste } from '../../simulation/support/haste';
import { copiesOf, MINUTE, TABLE, TARGET, World } from '../protect/support/world';
import { HEALTHY, Rebuilding } from './support/rebuilding';

const STEPS = [chooseRebuildSource(), createRebuiltTable(), loadRebuiltTable()];
const NEWEST = Array.from({ length: 10 }, (_, index) => `new${index}`);

let world: World;
let rebuilding: Rebuilding;
/** What the table held when its region was lost. */
let live: Map<string, string>;
makeHaste();
beforeEach(async () => {
  world = await World.create();
  rebuilding = new Rebuilding(world);
  await rebuilding.makeKey();
  const Create = { RegionName: HEALTHY.region };
  await world.action.clients.dynamodb.send(
    new UpdateTableCommand({ TableName: TABLE, ReplicaUpdates: [{ Create }] }),
  );
  await world.clock.sleep(10 * MINUTE);
});
afterEach(() => {
  rebuilding.remove();
});

/** Items from before, and newer ones, all of them in the vault; then the region is gone. */
async function protectedAndLost(): Promise<void> {
  await rebuilding.putMany(
    Array.from({ length: 20 }, (_, index) => `old${index}`),
    'before',
  );
  await world.protect();
  for (let round = 0; round < 5; round += 1) {
    await world.clock.sleep(5 * MINUTE);
    await world.protect();
  }
  for (const key of NEWEST) {
    await rebuilding.putMany([key], 'newest');
    // A stream tells whole seconds.
    await world.clock.sleep(2_000);
  }
  for (let round = 0; round < 3; round += 1) {
    await world.clock.sleep(2 * MINUTE);
    await world.protect();
  }
  live = await world.live();
  rebuilding.lose();
}

/** What a replica would be that stopped before some items were written. */
async function unfollow(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const Key = { PK: { S: key }, SK: { S: 'x' } };
    await rebuilding.clients().dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key }));
  }
}

async function changeAgain(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const Item = { PK: { S: key }, SK: { S: 'x' }, value: { S: 'newer than the vault' } };
    await rebuilding.clients().dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  }
}

async function sources() {
  const found = await findSources(rebuilding.action());
  const of = (kind: string) => found.find((source) => source.class === kind);
  return { chosen: chooseSource(found), replica: of('replica'), vault: of('vault'), told: found.map(told) };
}

/** As `recover status` tells it. */
async function status() {
  const { s3, dynamodb } = rebuilding.clients();
  const settings = { ...TARGET.settings, table: { ...TARGET.settings.table, replica: true } };
  const copies = copiesOf({ ...TARGET, settings }, world.clock, { s3, dynamodb });
  const points = await readRecoveryPoints(copies, TABLE);
  return points.replica;
}

it('a replica that holds the newest changes of the vault is at least of its mark, and is taken as it is', async () => {
  await protectedAndLost();
  const { chosen, replica, vault } = await sources();
  expect(replica?.restorePoint).toBe(vault?.restorePoint);
  expect(replica?.note).toContain(
    'it is at least of then: 30 of the 30 newest changes of the vault are there',
  );
  expect(chosen.class).toBe('replica');
  expect(await status()).toMatchObject({ value: { at: vault?.restorePoint } });
  const incident = rebuilding.incident();
  await rebuilding.run([...STEPS, restoreSettings({ needs: [] })], incident);
  expect(incident.facts).toMatchObject({
    rebuildSource: { class: 'replica', table: TABLE },
    restoredTable: TABLE,
    restorePoint: vault?.restorePoint,
  });
  expect(await rebuilding.items(TABLE)).toEqual(live);
  const forced = rebuilding.incident();
  await rebuilding.run([chooseRebuildSource({ source: 'vault' }), ...STEPS.slice(1)], forced);
  expect(forced.facts.restoredTable).not.toBe(TABLE);
  expect(await rebuilding.items(forced.facts.restoredTable ?? '')).toEqual(live);
});

it('items that were changed again after the mark do not count against it', async () => {
  await protectedAndLost();
  await changeAgain(['new9', 'new3', 'old1']);
  const { chosen, replica, vault } = await sources();
  expect(replica?.note).toContain('27 of the 30 newest changes');
  expect(replica?.restorePoint).toBe(vault?.restorePoint);
  expect(chosen.class).toBe('replica');
});

it('one that lacks the newest changes ranks behind the vault, says so, and is as old as what it holds', async () => {
  await protectedAndLost();
  await unfollow(NEWEST);
  const { chosen, replica, vault, told: lines } = await sources();
  expect(chosen.class).toBe('vault');
  expect(replica?.note).toContain(
    'it is behind the vault: 20 of the 30 newest changes of the vault are there',
  );
  expect(Date.parse(replica?.restorePoint ?? '')).toBeLessThan(
    Date.parse(vault?.restorePoint ?? '') - 25 * MINUTE,
  );
  expect(lines.findIndex((line) => line.startsWith('vault'))).toBeLessThan(
    lines.findIndex((line) => line.startsWith('replica')),
  );
  expect(await status()).toMatchObject({ value: { at: replica?.restorePoint } });
});

it('so does one that lacks only the last few, of many older ones that it holds', async () => {
  await protectedAndLost();
  await unfollow(NEWEST.slice(-3));
  const { chosen, replica } = await sources();
  expect(replica?.note).toContain('it is behind the vault: 27 of the 30');
  expect(chosen.class).toBe('vault');
});

it('one that holds nothing of it is claimed to be no fresher than when it was made', async () => {
  await protectedAndLost();
  await unfollow([...live.keys()].map((key) => (JSON.parse(key) as [string])[0]));
  const { chosen, replica } = await sources();
  expect(chosen.class).toBe('vault');
  expect(replica?.note).toContain('that is when it was made; it is behind the vault: 0 of the 30');
  expect(await status()).toMatchObject({ value: { at: null, ageSeconds: null } });
});

it('without a vault to compare with, its freshness is said to be unknown, and nothing is claimed', async () => {
  await rebuilding.putMany(['a', 'b'], 'replicated');
  await world.clock.sleep(2 * MINUTE);
  rebuilding.lose();
  const { chosen, replica } = await sources();
  expect(chosen.class).toBe('replica');
  expect(replica?.note).toContain('that is when it was made; how fresh it is, is not known');
  expect(replica?.recoveryPointSeconds).toBeGreaterThan(11 * 60);
  expect(await status()).toMatchObject({
    value: { at: null, note: expect.stringContaining('is not known') as string },
  });
});
