import { CatchUp } from '../../../scripts/recovery/rebuild/catch-up';
import { compareItems } from '../../../scripts/recovery/rebuild/digest/compare-items';
import { sideOfTable } from '../../../scripts/recovery/rebuild/digest/sides';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { restoreFromServing } from '../../../scripts/runbooks/steps/restore/restore-across';
import { makeHaste } from '../../simulation/support/haste';
import { Killed } from '../../support/killed-calls';
import { MINUTE, TABLE, World } from '../protect/support/world';
import { Rebuilding, SOURCE, type Incident } from './support/rebuilding';

/** Nothing is lost: both regions answer. */
const EVACUATED = targetOf(SOURCE.settings, 'recovery');
const BOTH = { target: EVACUATED, evacuates: true };
const STEPS = [restoreFromServing({ needs: [] })];
/** What the survey of the serving region has found. */
const SURVEYED = { serving: { sourceTable: TABLE } };

let world: World;
let rebuilding: Rebuilding;
makeHaste();
beforeEach(async () => {
  world = await World.create();
  rebuilding = new Rebuilding(world);
  await rebuilding.makeKey();
  await rebuilding.putMany(['a', 'b', 'c', 'd'], 'first');
  await world.clock.sleep(10 * MINUTE);
});
afterEach(() => {
  rebuilding.remove();
});

async function moved(): Promise<Incident> {
  const incident = rebuilding.incident(SURVEYED);
  await rebuilding.run(STEPS, incident, BOTH);
  return incident;
}

function catchUp({ facts }: Incident, kill?: number): Promise<CatchUp> {
  const action = rebuilding.action({
    ...BOTH,
    ...(kill === undefined ? {} : { kill: { call: kill, carriedOut: true } }),
  });
  return CatchUp.open(action, {
    from: { target: SOURCE, clients: world.action.clients, table: TABLE },
    since: facts.restorePoint ?? '',
    table: facts.restoredTable ?? '',
  });
}

it('a region that answers is restored from across regions, with a key of the new one, and the restore of a killed run is found', async () => {
  const incident = rebuilding.incident(SURVEYED);
  const kill = { call: 1, carriedOut: true };
  await expect(rebuilding.run(STEPS, incident, { ...BOTH, kill })).rejects.toThrow(Killed);
  await rebuilding.run(STEPS, incident, BOTH);
  expect(rebuilding.seen('RestoreTableToPointInTime')).toBe(1);
  expect(await rebuilding.items(incident.facts.restoredTable ?? '')).toEqual(await world.live());
});

describe('catching up', () => {
  it('brings over every change since, deletions too, until nothing is left', async () => {
    const incident = await moved();
    await rebuilding.putMany(['b', 'e', 'f'], 'second');
    await world.delete('a', 'x');
    const following = await catchUp(incident);
    await world.clock.sleep(MINUTE);
    const first = await following.round();
    expect(first.put + first.deleted).toBeGreaterThanOrEqual(4);
    expect(first.lagSeconds).toBeGreaterThanOrEqual(60);
    await rebuilding.putMany(['f', 'g'], 'third');
    await world.delete('e', 'x');
    expect(await following.round()).toMatchObject({ put: 2, deleted: 1, written: 3 });
    expect(await following.round()).toMatchObject({ put: 0, deleted: 0, lagSeconds: 0 });
    const table = incident.facts.restoredTable ?? '';
    expect(await rebuilding.items(table)).toEqual(await world.live());
    const action = rebuilding.action(BOTH);
    const comparison = await compareItems(action, {
      expected: sideOfTable(action, { dynamodb: world.action.clients.dynamodb, table: TABLE }),
      actual: sideOfTable(action, { dynamodb: action.clients.dynamodb, table }),
    });
    expect(comparison).toMatchObject({ differing: 0, differences: [], items: { expected: 5, actual: 5 } });
  });

  it('gets through a silence of more empty answers than one round has, round by round', async () => {
    world = await World.create({ services: { dynamodb: { streams: { openShards: 1, emptyAnswers: 47 } } } });
    rebuilding = new Rebuilding(world);
    await rebuilding.makeKey();
    await rebuilding.putMany(['a', 'b'], 'first');
    await world.clock.sleep(10 * MINUTE);
    const incident = await moved();
    await rebuilding.putMany(['b', 'c'], 'second');
    const following = await catchUp(incident);
    let written = 0;
    for (let round = 0; written === 0 && round < 10; round += 1) {
      await world.clock.sleep(MINUTE);
      ({ written } = await following.round());
    }
    expect(await rebuilding.items(incident.facts.restoredTable ?? '')).toEqual(await world.live());
  });

  it('killed and begun again from the same instant, ends the same', async () => {
    const incident = await moved();
    for (const value of ['1', '2', '3']) {
      await rebuilding.putMany(['a', 'b', 'new'], value);
      await world.delete('c', 'x');
    }
    await world.clock.sleep(MINUTE);
    await expect((await catchUp(incident, 1)).round()).rejects.toThrow(Killed);
    await (await catchUp(incident)).round();
    await (await catchUp(incident)).round();
    expect(await rebuilding.items(incident.facts.restoredTable ?? '')).toEqual(await world.live());
  });

  it('is refused when the stream has lost changes since', async () => {
    const incident = await moved();
    await rebuilding.putMany(['a'], 'lost');
    await world.clock.sleep(25 * 60 * MINUTE);
    await expect((await catchUp(incident)).round()).rejects.toMatchObject({
      kind: 'precondition',
      code: 'CATCH_UP_IMPOSSIBLE',
    });
  });
});

it('apart from an attribute that may differ, two tables are told to be equal; with it, the keys are named', async () => {
  const incident = await moved();
  const action = rebuilding.action(BOTH);
  const table = incident.facts.restoredTable ?? '';
  await rebuilding.putMany(['a', 'b'], 'another');
  const compare = (without: readonly string[]) =>
    compareItems(action, {
      expected: sideOfTable(action, { dynamodb: world.action.clients.dynamodb, table: TABLE, without }),
      actual: sideOfTable(action, { dynamodb: action.clients.dynamodb, table, without }),
    });
  expect(await compare(['value'])).toMatchObject({ differing: 0 });
  expect((await compare([])).differences).toEqual([
    { key: { PK: 'a', SK: 'x' }, kind: 'different' },
    { key: { PK: 'b', SK: 'x' }, kind: 'different' },
  ]);
});
