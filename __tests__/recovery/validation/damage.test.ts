import { requirePassed } from '../../../scripts/recovery/validation/report';
import type { Item } from '../../../scripts/recovery/items/item';
import type { Scene } from './damage/damage';
import { RULE_DAMAGE } from './damage/rule-damage';
import { SCHEMA_DAMAGE } from './damage/schema-damage';
import { STATE_DAMAGE } from './damage/state-damage';
import { lock, RESTORED, statuses, userItems, World } from './world';

const DAMAGES = [...SCHEMA_DAMAGE, ...STATE_DAMAGE, ...RULE_DAMAGE];

interface Staged {
  readonly world: World;
  /** Milliseconds. */
  readonly at: number;
  /** The state at that second. */
  readonly items: readonly Item[];
  readonly scene: Scene;
}

/** Users before the second, and what the service went on to do after it. */
async function stage(): Promise<Staged> {
  const world = await World.create();
  const now = world.clock.now();
  const old = lock('old', now + 30_000);
  await world.putAll([...userItems(12), lock('alive', now + 86_400_000), old]);
  const find = (fits: (item: Item) => boolean): Item => {
    const found = [...world.items.values()].find(fits);
    if (found === undefined) throw new Error('the scene lacks an item');
    return found;
  };
  const of = (user: string, sort: string): Item =>
    find(({ PK, SK }) => PK?.S === `USER#${user}` && SK?.S?.startsWith(sort) === true);
  const isWaiting = ({ Status }: Item): boolean => Status?.S === 'needs_reauth';
  const staleProfile = of('u0000001', 'PROFILE');
  const deletedSync = { ...of('u0000002', 'SYNCCONFIG#c1##workout'), SK: { S: 'SYNCCONFIG#c1##weight' } };
  const deletedLock = find(({ PK }) => PK?.S === 'IDEM##old');
  await world.put(plain(deletedSync));
  await world.nextSecond(100);
  await world.put({ ...plain(staleProfile), version: 2 });
  await world.remove('USER#u0000002', 'SYNCCONFIG#c1##weight');
  await world.remove('IDEM##old', 'IDEM##old');
  await world.nextSecond();
  const at = await world.nextSecond();
  const items = [...world.items.values()];
  const scene: Scene = {
    profile: of('u0000001', 'PROFILE'),
    otherProfile: find(
      ({ PK, SK, SubscriptionLevel, CreatedAt }) =>
        SK?.S === 'PROFILE' &&
        PK?.S !== 'USER#u0000001' &&
        SubscriptionLevel?.S !== '' &&
        CreatedAt !== undefined,
    ),
    connection: of('u0000001', 'CONN#c1'),
    otherConnection: of('u0000003', 'CONN#c1'),
    waiting: find(isWaiting),
    sync: of('u0000001', 'SYNCCONFIG#c1##workout'),
    idempotency: find(({ PK }) => PK?.S === 'IDEM##alive'),
    staleProfile,
    laterProfile: { ...of('u0000001', 'PROFILE'), version: { N: '3' } },
    deletedLock,
    deletedSync,
  };
  await world.nextSecond(500);
  await world.put({ ...plain(scene.profile), version: 3 });
  await world.remove('USER#u0000004', 'PROFILE');
  await world.putAll(userItems(15).slice(-4));
  await world.clock.sleep(60_000);
  return { world, at, items, scene };
}

function plain(item: Item): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N, BOOL }]) => [name, S ?? BOOL ?? Number(N)]),
  );
}

describe('planted damage', () => {
  it('is of more than 30 kinds, at every level', () => {
    expect(new Set(DAMAGES.map(({ name }) => name)).size).toBe(DAMAGES.length);
    expect(DAMAGES.length).toBeGreaterThan(30);
    expect([...new Set(DAMAGES.map(({ caughtAt }) => caughtAt))]).toEqual(['L0', 'L1', 'L3', 'L4', 'L2']);
  });

  it.each(DAMAGES.map((damage) => [damage.caughtAt, damage.name, damage] as const))(
    'is caught at %s: %s',
    async (level, _, { items: damaged = (all) => [...all], table, request, kind }) => {
      const { world, at, items, scene } = await stage();
      await world.makeTable(RESTORED, table);
      const content = damaged(items, scene);
      await world.fill(RESTORED, content);
      const report = await world.validate(at, request);
      expect(report.levels.find((one) => one.level === level)).toMatchObject({ status: 'failed' });
      expect(level === 'L0' || statuses(report).L0 === 'passed').toBe(true);
      if (kind !== undefined) {
        const found = report.badKeys.filter((bad) => bad.level === level && bad.kind === kind);
        expect(found.length).toBeGreaterThan(0);
      }
      // Nobody is accused who was not touched.
      const touched = new Set(
        [
          ...items.filter((item) => !content.includes(item)),
          ...content.filter((item) => !items.includes(item)),
        ].map(({ PK }) => PK?.S),
      );
      expect(report.badKeys.filter(({ key }) => !touched.has(key.PK))).toEqual([]);
      expect(() => {
        requirePassed(report);
      }).toThrow(expect.objectContaining({ kind: 'verification', code: 'VALIDATION_FAILED' }));
    },
  );

  it('is no alarm when there is none', async () => {
    const { world, at, items } = await stage();
    await world.makeTable(RESTORED);
    await world.fill(RESTORED, items);
    const report = await world.validate(at);
    expect(report.badKeys).toEqual([]);
    expect(statuses(report)).toEqual({ L0: 'passed', L1: 'passed', L3: 'passed', L4: 'passed' });
    expect(report.digest?.actual).toBe(report.digest?.expected);
  });
});
