import { isRefused } from '../../scripts/recovery/service/writers/probe';
import type { Incident } from '../../scripts/engine/journal/replay';
import { makeHaste } from '../simulation/support/haste';
import { Operator } from './support/incident';
import { Half, trafficOf } from './support/service';
import { AWAY, MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

it('stops where the region has no room for the secrets, while the service goes on', async () => {
  const world = await TwoRegions.create({ users: 1 });
  const operator = new Operator(world);
  const home = Half.home(world);
  await world.protect([1, 10, 25]);
  const stopped = operator.evacuate(undefined, { secretsQuota: 1 }).finally(() => {
    operator.remove();
  });
  await expect(stopped).rejects.toMatchObject({ code: 'SECRETS_QUOTA' });
  expect(await home.pointer()).toMatchObject({ writesEnabled: true });
  expect(await home.lock('goes on')).toBeDefined();
});

describe('the primary region is left while it answers', () => {
  let world: TwoRegions;
  let operator: Operator;
  let away: Half;
  let home: Half;
  let before: Awaited<ReturnType<Half['items']>>;
  let values: Awaited<ReturnType<Half['secrets']>>;
  let oldTable: string;
  let evacuation: Incident;
  let written: readonly string[];
  let renewed: readonly string[];

  beforeAll(async () => {
    world = await TwoRegions.create({ users: 3 });
    operator = new Operator(world);
    [home, away] = [Half.home(world), Half.away(world)];
    [before, values] = [await home.items(), await home.secrets()];
    oldTable = (await home.pointer()).tableName;
    await world.protect([1, 10, 25]);
    const secret = Object.keys(values).find((name) => name.includes('/users/')) ?? '';
    const latest = writeUntilRefused(secret);
    evacuation = await operator.evacuate();
    [written, renewed] = await latest;
    values = { ...values, [secret]: renewed.at(-1) ?? '' };
  });
  afterAll(() => {
    operator.remove();
  });

  it('is completed, and the recovery region serves', async () => {
    expect(evacuation.state).toBe('completed');
    expect(world.serving).toBe('recovery');
    expect(await away.pointer()).toMatchObject({ writesEnabled: true, incidentId: evacuation.id });
    expect(world.active.recovery).toBe((await away.pointer()).tableName);
    expect(await trafficOf(world)).toBe(AWAY.region);
    expect(await away.regionsOfCredentials()).toEqual([AWAY.region]);
  });

  it('loses no item, and no write that was acknowledged before the halt', async () => {
    expect(written.length).toBeGreaterThan(1);
    const items = await away.items();
    const locks = written.map((key) => `${key} ${key}`);
    expect(Object.keys(items).sort()).toEqual([...Object.keys(before), ...locks].sort());
    expect(items).toMatchObject(before);
  });

  it('loses no token, and no renewal that was acknowledged before the halt', async () => {
    expect(renewed.length).toBeGreaterThan(1);
    expect(await away.secrets()).toEqual(values);
  });

  it('refuses late writers in the table that served, and takes writes in the new one', async () => {
    expect(await home.pointer()).toMatchObject({ writesEnabled: false, tableName: oldTable });
    expect(await isRefused(home.action, { table: oldTable })).toBe(true);
    await expect(home.lock('late')).rejects.toThrow();
    const key = await away.lock('moved');
    expect(await away.items()).toHaveProperty([`${key} ${key}`]);
  });

  it('tells users that the service was moved, and of no loss', () => {
    expect(operator.kept('announcement.json')).toMatchObject({
      text: expect.stringContaining('nothing was lost') as string,
    });
  });

  /** A worker that writes and renews a token every few minutes, until it is told no. @returns what it was told yes for */
  async function writeUntilRefused(secret: string): Promise<[readonly string[], readonly string[]]> {
    const accepted: string[] = [];
    const tokens: string[] = [];
    for (let number = 1; ; number += 1) {
      try {
        accepted.push(await home.lock(`while-moving-${number}`));
      } catch {
        return [accepted, tokens];
      }
      const token = `renewed while moving ${number}`;
      await home.renewToken(secret, token);
      tokens.push(token);
      await world.clock.sleep(4 * MINUTE);
    }
  }
});
