import type { Incident } from '../../scripts/engine/journal/replay';
import { amounts } from '../support/amounts';
import { makeHaste } from '../simulation/support/haste';
import { Operator } from './support/incident';
import { lineOf, mortal } from './support/mortal';
import { Half, trafficOf, withoutCredentials } from './support/service';
import { AWAY, HOME, MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(600_000);

let world: TwoRegions;
let operator: Operator;
let values: Readonly<Record<string, string>>;
beforeAll(async () => {
  world = await TwoRegions.create({ users: 2 });
  operator = new Operator(world);
  values = await Half.home(world).secrets();
  await world.protect([1, 10, 10]);
});
afterAll(() => {
  operator.remove();
});

/** Of the lines that none wrote before, so many are written before one is died of. */
const { killedEvery: EVERY } = amounts;

type Run = (incident: string, disturbed: NonNullable<Parameters<Operator['outage']>[1]>) => Promise<Incident>;

/** Processes, one after the other, each of which dies of a line that none before it wrote. */
async function killedAtEveryLine(run: Run): Promise<{ incident: Incident; lives: number }> {
  const id = operator.newId();
  const written = new Set<string>();
  for (let lives = 1; ; lives += 1) {
    const process = mortal(world.cloud, world.clock, (request) => {
      const line = lineOf(request);
      if (line === undefined || written.has(line)) return 'lives';
      written.add(line);
      if (written.size % EVERY !== 0) return 'lives';
      // In turn: the line that it dies of is there for the next one, or is not.
      return lives % 2 === 0 ? 'dies after' : 'dies before';
    });
    // No process has such a number: whoever asks is told that it is dead.
    const running = run(id, { mortal: process, processId: 2 ** 30 + lives });
    const outcome = await Promise.race([running, process.death]);
    if (outcome !== 'dead') return { incident: outcome, lives };
  }
}

it('killed at lines of its journal (in the full tier: at every one), the rebuild ends as if nothing had happened', async () => {
  world.cloud.dark.set(HOME.region, 'refuse');
  const from = world.cloud.requests.length;
  const { incident, lives } = await killedAtEveryLine((...given) => operator.outage(...given));
  expect(incident.state).toBe('completed');
  expect(lives).toBeGreaterThan(50 / EVERY);
  const away = Half.away(world);
  expect(await away.items()).toEqual(withoutCredentials(world.items));
  expect(await away.secrets()).toEqual(values);
  expect(await away.tables()).toEqual(['SyncWellMetadata', 'SyncWellMetadata-restored-2026-03-01']);
  expect(await away.pointer()).toMatchObject({ epoch: 2, writesEnabled: true });
  expect(await trafficOf(world)).toBe(AWAY.region);
  expect(world.cloud.requests.slice(from).filter(({ region }) => region === HOME.region)).toEqual([]);
});

it('so does the way home', async () => {
  const away = Half.away(world);
  const key = await away.lock('while-away');
  const items = { ...(await away.items()) };
  world.cloud.dark.set(HOME.region, 'up');
  await world.clock.sleep(20 * MINUTE);
  const { incident, lives } = await killedAtEveryLine((...given) => operator.failback(...given));
  expect(incident.state).toBe('completed');
  expect(lives).toBeGreaterThan(80 / EVERY);
  const home = Half.home(world);
  expect(await home.items()).toEqual(items);
  expect(Object.keys(items)).toContain(`${key} ${key}`);
  expect(await home.secrets()).toEqual(await away.secrets());
  expect(await home.tables()).toEqual(['SyncWellMetadata', 'SyncWellMetadata-restored-2026-03-01']);
  expect(await home.pointer()).toMatchObject({ epoch: 2, writesEnabled: true });
  expect(await trafficOf(world)).toBe(HOME.region);
});
