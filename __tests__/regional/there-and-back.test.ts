import { DARK_MODES } from '../../scripts/local-cloud/gateway/dark-regions';
import type { Incident } from '../../scripts/engine/journal/replay';
import { isRefused } from '../../scripts/recovery/service/writers/probe';
import { makeHaste } from '../simulation/support/haste';
import { Operator } from './support/incident';
import { Half, trafficOf, withoutCredentials } from './support/service';
import { AWAY, HOME, MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

/** What no recovery may ask: control planes that may be lost with the region (architecture, section 2). */
const GLOBAL = new Set(['iam', 'route53', 'cloudfront', 'organizations']);

describe.each(DARK_MODES)('the primary region goes dark (%s), and comes back', (mode) => {
  let world: TwoRegions;
  let operator: Operator;
  let away: Half;
  let home: Half;
  let before: Awaited<ReturnType<Half['items']>>;
  let values: Awaited<ReturnType<Half['secrets']>>;
  let outage: Incident;
  let failback: Incident;
  let lostAt: number;
  let calls: TwoRegions['cloud']['requests'];
  const written: string[] = [];

  beforeAll(async () => {
    world = await TwoRegions.create({ users: 3 });
    operator = new Operator(world);
    [home, away] = [Half.home(world), Half.away(world)];
    before = withoutCredentials(world.items);
    values = await home.secrets();
    await world.protect([1, 10, 25]);
    lostAt = world.clock.now();
    world.cloud.dark.set(HOME.region, mode);
    const from = world.cloud.requests.length;
    outage = await operator.outage();
    calls = world.cloud.requests.slice(from);
  });
  afterAll(() => {
    operator.remove();
  });

  it('is rebuilt without one call to it, to a global control plane, or to make a bucket', () => {
    expect(outage.state).toBe('completed');
    expect(calls.filter(({ region }) => region === HOME.region)).toEqual([]);
    expect(calls.filter(({ service }) => GLOBAL.has(service))).toEqual([]);
    expect(calls.filter(({ operation }) => /^(Create|Delete|Put)Bucket/.test(operation))).toEqual([]);
    expect(calls.length).toBeGreaterThan(200);
  });

  it('serves every item and every token from the recovery region, and traffic arrives there', async () => {
    expect(await away.items()).toEqual(before);
    expect(await away.secrets()).toEqual(values);
    expect(await away.regionsOfCredentials()).toEqual([AWAY.region]);
    expect(await away.pointer()).toMatchObject({ writesEnabled: true, epoch: 2, incidentId: outage.id });
    expect(await trafficOf(world)).toBe(AWAY.region);
    expect(world.active.recovery).toBe((await away.pointer()).tableName);
    expect(world.serving).toBe('recovery');
  });

  it('tells users what is lost, in an announcement without a secret', () => {
    const { from } = outage.facts.lossWindow as { from: string };
    const text = JSON.stringify(operator.kept('announcement.json'));
    expect(text).toContain(`${from.slice(0, 16).replace('T', ' ')} UTC`);
    expect(lostAt - Date.parse(from)).toBeLessThan(15 * MINUTE);
    for (const value of Object.values(values)) expect(text).not.toContain(value);
  });

  it('comes home with everything that was written meanwhile', async () => {
    const secret = Object.keys(values).find((name) => name.includes('/users/')) ?? '';
    written.push(await away.lock('while-away'));
    await away.renewToken(secret, `renewed while away (${mode})`);
    await world.clock.sleep(20 * MINUTE);
    world.cloud.dark.set(HOME.region, 'up');
    const latest = writeUntilRefused();
    failback = await operator.failback();
    written.push(...(await latest));
    expect(failback.state).toBe('completed');
    expect(world.serving).toBe('primary');
    expect(Object.keys(await home.items()).sort()).toEqual(
      [...Object.keys(before), ...written.map((key) => `${key} ${key}`)].sort(),
    );
    expect(await home.secrets()).toEqual({ ...values, [secret]: `renewed while away (${mode})` });
    expect(await home.regionsOfCredentials()).toEqual([HOME.region]);
    expect(await trafficOf(world)).toBe(HOME.region);
  });

  it('writes at home again, and nowhere else', async () => {
    expect(written.length).toBeGreaterThan(1);
    expect(await home.pointer()).toMatchObject({ writesEnabled: true, incidentId: failback.id });
    await home.lock('home-again');
    const [first = ''] = await home.tables();
    expect(await isRefused(home.action, { table: first })).toBe(true);
    const { tableName: table } = await away.pointer();
    expect(await isRefused(away.action, { table })).toBe(true);
    expect(await away.pointer()).toMatchObject({ writesEnabled: false });
  });

  /** A worker in the recovery region that writes every few minutes, until it is told no. @returns the keys it was told yes for */
  async function writeUntilRefused(): Promise<string[]> {
    const accepted: string[] = [];
    for (let number = 1; ; number += 1) {
      try {
        accepted.push(await away.lock(`while-moving-${number}`));
      } catch {
        return accepted;
      }
      await world.clock.sleep(4 * MINUTE);
    }
  }
});
