import { marshall } from '@aws-sdk/util-dynamodb';
import { requirePassed, summaryOf } from '../../../scripts/recovery/validation/report';
import type { Item } from '../../../scripts/recovery/items/item';
import { loadRules } from '../../../scripts/recovery/items/rules';
import { validateTable } from '../../../scripts/recovery/validation/validate';
import { credentialArn, lock, RESTORED, SOURCE, statuses, userItems, World } from './world';

const DAY = 86_400_000;
const profile = (user: string, version: number) => ({
  PK: `USER#${user}`,
  SK: 'PROFILE',
  SubscriptionLevel: 'FREE',
  CreatedAt: '2025-01-01T00:00:00Z',
  version,
});
const levelOf = (report: Awaited<ReturnType<World['validate']>>, level: string) =>
  report.levels.find((one) => one.level === level);

async function restoredCopy(world: World, items: readonly Item[] = [...world.items.values()]): Promise<void> {
  await world.makeTable(RESTORED);
  await world.fill(RESTORED, items);
}

describe('a restore by the service', () => {
  it('passes at every level, with writes before, in and after the cut second', async () => {
    const world = await World.create();
    await world.putAll([...userItems(10), lock('alive', world.clock.now() + DAY)]);
    await world.nextSecond(900);
    await world.put(profile('u0000001', 2));
    const at = await world.nextSecond(0);
    await world.put(profile('u0000002', 2));
    await world.clock.sleep(300);
    await world.put(profile('u0000001', 3));
    await world.remove('USER#u0000003', 'CONN#c1');
    await world.nextSecond();
    await world.put(profile('u0000001', 4));
    await world.restore(at);
    const report = await world.validate(at);
    expect(report.badKeys).toEqual([]);
    expect(statuses(report)).toEqual({ L0: 'passed', L1: 'passed', L3: 'passed', L4: 'passed' });
    expect(report.items).toBe(Object.values(report.counts).reduce((sum, count) => sum + count, 0));
  });

  it('passes when the cut went between writes of one second, and counts what the cut explains', async () => {
    const world = await World.create();
    await world.putAll(userItems(3));
    const at = await world.nextSecond(200);
    const before = [...world.items.values()];
    await world.put(profile('late', 1));
    await world.put({
      PK: 'USER#late',
      SK: 'SYNCCONFIG#c1##steps',
      ConflictStrategy: 'source_wins',
      IsEnabled: true,
      version: 1,
    });
    const sync = [...world.items.values()].filter(({ SK }) => SK?.S === 'SYNCCONFIG#c1##steps').slice(-1);
    await world.nextSecond();
    await restoredCopy(world, [...before, ...sync]);
    const report = await world.validate(at);
    expect(report.badKeys).toEqual([]);
    expect(report.toleratedAtCut).toBe(2);
    expect(statuses(report)).toEqual({ L0: 'passed', L1: 'passed', L3: 'passed', L4: 'passed' });
    const strict = await world.validate(at, { thresholds: { toleratedAtCut: 1 } });
    expect(levelOf(strict, 'L4')?.status).toBe('failed');
  });

  it('does not accept an image of the cut second that never was', async () => {
    const world = await World.create();
    await world.putAll(userItems(3));
    const at = await world.nextSecond(200);
    await world.put(profile('u0000001', 2));
    await world.nextSecond();
    await restoredCopy(world, [...world.items.values(), marshall(profile('u0000001', 9))].slice(1));
    const report = await world.validate(at);
    expect(levelOf(report, 'L3')?.status).toBe('failed');
    expect(report.badKeys).toContainEqual(
      expect.objectContaining({
        level: 'L3',
        kind: 'different',
        key: { PK: 'USER#u0000001', SK: 'PROFILE' },
      }),
    );
  });

  it('passes when what has expired since is gone, on either side', async () => {
    const world = await World.create();
    const soon = world.clock.now() + 120_000;
    await world.putAll([
      ...userItems(3),
      lock('gone-here', soon),
      lock('gone-there', soon),
      lock('alive', soon + DAY),
    ]);
    const at = await world.nextSecond();
    await world.nextSecond();
    const items = [...world.items.values()];
    await world.clock.sleep(300_000);
    await world.remove('IDEM##gone-there', 'IDEM##gone-there');
    await restoredCopy(
      world,
      items.filter(({ PK }) => PK?.S !== 'IDEM##gone-here'),
    );
    const report = await world.validate(at);
    expect(report.badKeys).toEqual([]);
    expect(statuses(report)).toEqual({ L0: 'passed', L1: 'passed', L3: 'passed', L4: 'passed' });
  });

  it('passes while the source goes on changing', async () => {
    const world = await World.create({ latency: 20 });
    await world.putAll(userItems(10));
    const at = await world.nextSecond();
    await world.nextSecond();
    await restoredCopy(world);
    const validating = world.validate(at);
    const state = { done: false };
    void validating.finally(() => (state.done = true));
    for (let version = 2; !state.done; version++) {
      await world.put(profile('u0000001', version));
      await world.remove('USER#u0000002', 'PROFILE');
      await world.clock.sleep(50);
    }
    const report = await validating;
    expect(report.badKeys).toEqual([]);
    expect(levelOf(report, 'L3')?.status).not.toBe('failed');
    expect(levelOf(report, 'L4')?.status).toBe('passed');
  });
});

describe('what cannot be known', () => {
  const unknownBecause = async (world: World, at: number, source = SOURCE): Promise<string | undefined> => {
    const report = await world.validate(at, { against: { source, at: new Date(at).toISOString() } });
    const level = levelOf(report, 'L3');
    expect(level?.status).toBe('unknown');
    expect(report.digest?.expected).toBeNull();
    return level?.summary;
  };

  it('is said of the digest: no source, no stream, a stream without old images, one that begins too late or ends too early', async () => {
    const world = await World.create();
    await world.putAll(userItems(2));
    const at = await world.nextSecond();
    await world.nextSecond();
    await restoredCopy(world);
    await world.makeTable('without', (input) => ({
      ...input,
      StreamSpecification: { StreamEnabled: false },
    }));
    await world.makeTable('new-images', (input) => ({
      ...input,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }));
    expect(await unknownBecause(world, at, 'none')).toBe('there is no table none');
    expect(await unknownBecause(world, at, 'without')).toBe('without has no stream');
    expect(await unknownBecause(world, at, 'new-images')).toContain('NEW_IMAGE, not NEW_AND_OLD_IMAGES');
    expect(await unknownBecause(world, Date.UTC(2025, 11, 31))).toContain('begins after');
    await world.clock.sleep(DAY);
    expect(await unknownBecause(world, at)).toContain('24 hours');
    const { levels } = await world.validate(at, { levels: ['L3'] });
    expect(levels.filter(({ status }) => status !== 'skipped')).toHaveLength(1);
  });

  it('does not stop what is unknown from being reported beside what failed', async () => {
    const world = await World.create();
    await restoredCopy(world, []);
    const report = await world.validate(world.clock.now(), {
      against: { source: 'none', at: '2026-01-01T00:00:00Z' },
    });
    expect(statuses(report)).toEqual({ L0: 'passed', L1: 'failed', L3: 'unknown', L4: 'passed' });
    expect(summaryOf(report).levels).toContainEqual(
      expect.objectContaining({ level: 'L3', passed: null, status: 'unknown' }),
    );
  });
});

describe('a validation', () => {
  it('tells keys and names of attributes, and no value', async () => {
    const world = await World.create();
    await world.putAll(userItems(2));
    const at = await world.nextSecond();
    await world.nextSecond();
    const marked = [...world.items.values()].map((item) =>
      Object.fromEntries(
        Object.entries(item).map(([name, value]) => [
          name,
          value.S === undefined || name === 'PK' || name === 'SK' ? value : { S: 'a-marked-value' },
        ]),
      ),
    ) as Item[];
    await restoredCopy(world, marked);
    const report = await world.validate(at);
    expect(levelOf(report, 'L3')?.status).toBe('failed');
    expect(levelOf(report, 'L4')?.status).toBe('failed');
    expect(report.badTotal).toBeGreaterThan(10);
    expect(JSON.stringify(report)).not.toContain('a-marked-value');
    expect(() => {
      requirePassed(report);
    }).toThrow(/L3 .* L4 .*USER#u0000001/);
  });

  it('lists a thousand keys and counts the others', async () => {
    const world = await World.create();
    await restoredCopy(
      world,
      Array.from({ length: 1100 }, (_, index) => marshall({ PK: `NOBODY#${index}`, SK: 'X' })),
    );
    const report = await world.validate(0, { levels: ['L4'] });
    expect(report.badKeys).toHaveLength(1000);
    expect(report.badTotal).toBe(1100);
  });

  it('lets pass what the thresholds allow', async () => {
    const world = await World.create();
    const items = userItems(10).map((item) => marshall(item));
    await restoredCopy(world, [
      ...items.slice(1),
      { ...items[0]!, Nickname: { S: 'x' } },
      marshall({ PK: 'NOBODY#1', SK: 'X' }),
    ]);
    const thresholds = { maximumBadShare: 0.05, maximumUnknownEntities: 1 };
    expect(statuses(await world.validate(0, { levels: ['L4'], thresholds }))).toEqual({ L4: 'passed' });
    expect(statuses(await world.validate(0, { levels: ['L4'] }))).toEqual({ L4: 'failed' });
  });

  it('reads no faster than it is allowed to', async () => {
    const world = await World.create();
    await restoredCopy(
      world,
      userItems(40).map((item) => marshall(item)),
    );
    const at = world.clock.now();
    const slow = await world.validate(at, { levels: ['L4'], segments: 16, unitsPerSecond: 2 });
    expect(slow.durations.total).toBeGreaterThan(((slow.consumedUnits - 4) / 2) * 1000);
    const fast = await world.validate(at, { levels: ['L4'], segments: 16 });
    expect(fast.durations.total).toBeLessThan(slow.durations.total! / 2);
  });

  it('sums and counts the same however the table is divided', async () => {
    const world = await World.create();
    await world.putAll(userItems(20));
    const at = await world.nextSecond();
    await world.nextSecond();
    await restoredCopy(world);
    const [one, many] = [
      await world.validate(at, { segments: 1 }),
      await world.validate(at, { segments: 17 }),
    ];
    expect(one.digest).toEqual(many.digest);
    expect(one.counts).toEqual(many.counts);
  });

  it('ends with a Stop when the table is missing or the second is no time, and with the reason when it is aborted', async () => {
    const world = await World.create();
    await expect(world.validate(0)).rejects.toMatchObject({ code: 'TABLE_MISSING', kind: 'precondition' });
    await expect(world.validate(0, { against: { source: SOURCE, at: 'yesterday' } })).rejects.toMatchObject({
      code: 'TIME_INVALID',
      kind: 'usage',
    });
    await restoredCopy(world, []);
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(
      validateTable({ ...world.action, signal }, { table: RESTORED, rules: loadRules() }),
    ).rejects.toThrow('stopped');
  });

  it('looks up a reference whose other item did not come along, so that a huge partition is no alarm', async () => {
    const world = await World.create();
    const connections = Array.from({ length: 1100 }, (_, index) => ({
      PK: 'USER#big',
      SK: `CONN#c${index}`,
      Status: 'active',
      CredentialArn: credentialArn('big', `c${index}`),
    }));
    await restoredCopy(
      world,
      [profile('big', 1), ...connections].map((item) => marshall(item)),
    );
    expect(statuses(await world.validate(0, { levels: ['L4'] }))).toEqual({ L4: 'passed' });
  });
});
