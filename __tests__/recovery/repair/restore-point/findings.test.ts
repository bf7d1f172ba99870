import { isoSecond } from '../../../../scripts/engine/clock';
import { nextCommand } from '../../../../scripts/recovery/repair/restore-point/next-command';
import { target } from '../../validation/world';
import { MemoryVault } from './memory-vault';
import { DAMAGES, HOUR, SECOND, START, World } from './world';

const DAY = 24 * HOUR;
const options = { names: target.names, options: '' };
const damage = (world: World, kind: keyof typeof DAMAGES, times = 1): void => {
  for (let n = 0; n < times; n += 1) DAMAGES[kind]!(world, () => n);
};

/** Good time, then damage that nobody doubts. @returns when it began, in milliseconds */
async function damaged(world: World): Promise<number> {
  await world.goodTime();
  await world.pass(30.4);
  const at = world.now;
  damage(world, 'a subscription that does not exist', 4);
  await world.pass(400);
  return at;
}

describe('what is found', () => {
  it('is told with the rules that fired, the keys, the minutes around it and the numbers that a choice needs', async () => {
    const world = new World(8);
    const at = await damaged(world);
    const corrupted = world.items().filter(({ SubscriptionLevel }) => SubscriptionLevel === 'GOLD');
    world.raise(corrupted[0]!, { SubscriptionLevel: 'FREE' });
    const healthy = world
      .items()
      .find(({ PK, SK }) => SK === 'PROFILE' && corrupted.every((one) => one.PK !== PK));
    world.raise(healthy!);
    await world.pass(3);
    const findings = await world.find();
    expect(findings).toMatchObject({
      verdict: 'found',
      restorePoint: isoSecond(at - SECOND),
      sureness: 'high',
      massBeginsAt: null,
      firstBadWrite: { at: isoSecond(at), key: { SK: 'PROFILE' } },
      log: { source: 'stream', everyWrite: true, trimmed: false },
      blast: {
        badWrites: 4,
        corruptedItems: { count: 4, orMore: false },
        affectedUsers: { count: 4, orMore: false },
        writesOnCorruptedItems: 1,
        goodWritesAfter: 1,
        brokenBefore: 0,
      },
      rules: [
        { rule: expect.stringMatching(/^profile: SubscriptionLevel must be/), certain: true, writes: 4 },
      ],
    });
    expect(findings.keys.map(({ key }) => key.PK)).toEqual(corrupted.map(({ PK }) => PK).sort());
    const minute = isoSecond(Math.floor(at / 60_000) * 60_000);
    expect(findings.minutes.find((one) => one.minute === minute)).toEqual({ minute, good: 1, bad: 4 });
    expect(findings.minutes.reduce((sum, { bad }) => sum + bad, 0)).toBe(4);
    expect(nextCommand(findings, options)).toBe(
      `npx recover run data-corruption --restore-to ${isoSecond(at - SECOND)}`,
    );
  });

  it.each([8, 18])('is found behind %d empty answers of an open shard', async (silence) => {
    const world = new World(8);
    await world.goodTime();
    await world.pass(30);
    const at = world.now;
    world.stream.silence = silence;
    damage(world, 'a subscription that does not exist', 4);
    await world.pass(400);
    expect(await world.find()).toMatchObject({ verdict: 'found', restorePoint: isoSecond(at - SECOND) });
  });

  it('holds no value of any item', async () => {
    const world = new World(3);
    await world.goodTime();
    const [profile] = world.items().filter(({ SK }) => SK === 'PROFILE');
    world.raise(profile!, { SubscriptionLevel: 'a-very-secret-value' });
    await world.pass(3);
    expect(JSON.stringify(await world.find())).not.toContain('a-very-secret-value');
  });

  it('is surer of many items than of one, and least of what is only unusual', async () => {
    const one = new World(8);
    await one.goodTime();
    damage(one, 'a subscription that does not exist');
    await one.pass(3);
    expect(await one.find()).toMatchObject({
      sureness: 'medium',
      why: expect.arrayContaining([/fewer than 3/].map(matching)),
    });

    const unusual = new World(12);
    await unusual.goodTime();
    const at = unusual.now;
    for (const PK of unusual.users.slice(0, 8)) {
      for (const prefix of ['SYNCCONFIG#', 'CONN#', 'PROFILE'])
        for (const item of unusual.items(PK).filter(({ SK }) => String(SK).startsWith(prefix)))
          unusual.remove(item);
    }
    await unusual.pass(3);
    const findings = await unusual.find();
    expect(findings).toMatchObject({
      verdict: 'found',
      sureness: 'low',
      restorePoint: isoSecond(at - SECOND),
      blast: { badWrites: 0 },
    });
    expect(findings.rules.map(({ rule, certain }) => [rule, certain])).toEqual([
      ["users' items are not deleted far more often than usual", false],
      ["a user's items are not deleted in bulk", false],
    ]);
  });

  it('is doubted when the log begins with the damage, or items were broken before it', async () => {
    const world = new World(8);
    await damaged(world);
    await world.goodTime(2);
    const from = isoSecond(world.now - 30 * SECOND);
    damage(world, 'a sync of a connection that does not exist', 3);
    await world.pass(3);
    const late = await world.find({ since: from });
    expect(late.sureness).toBe('low');
    expect(late.why.join()).toMatch(/the damage may be older/);

    const [gold] = world.items().filter(({ SubscriptionLevel }) => SubscriptionLevel === 'GOLD');
    const since = isoSecond(world.now + SECOND);
    await world.pass(120);
    world.raise(gold!);
    await world.goodTime(12);
    damage(world, 'a number where a text was', 5);
    await world.pass(3);
    const later = await world.find({ since });
    expect(later).toMatchObject({ sureness: 'medium', blast: { brokenBefore: expect.any(Number) } });
    expect(later.blast.brokenBefore).toBeGreaterThan(0);
  });

  it('says where the mass begins when the first bad write stands alone', async () => {
    const world = new World(30);
    await world.goodTime();
    damage(world, 'a subscription that does not exist');
    await world.goodTime(20);
    const mass = world.now;
    damage(world, 'a number where a text was', 25);
    await world.pass(3);
    const findings = await world.find();
    expect(findings).toMatchObject({ massBeginsAt: isoSecond(mass), sureness: 'medium' });
    expect(Date.parse(findings.restorePoint!)).toBeLessThan(mass - 10 * 60_000);
  });

  it('takes a deletion right before the first bad write for part of it where hardly anything is deleted', async () => {
    const world = new World(8);
    await world.goodTime();
    const at = world.now;
    world.remove(world.items().find(({ SK }) => String(SK).startsWith('SYNCCONFIG#'))!);
    await world.pass(5);
    damage(world, 'a subscription that does not exist', 4);
    await world.pass(3);
    expect(await world.find()).toMatchObject({ restorePoint: isoSecond(at - SECOND), sureness: 'high' });
  });
});

describe('what cannot be known is said', () => {
  it.each([
    ['no stream', { stream: null }, /has no stream/],
    ['a stream of keys', { stream: 'KEYS_ONLY' }, /tells KEYS_ONLY, not NEW_AND_OLD_IMAGES/],
  ])('with %s', async (_, description, why) => {
    const world = new World(3);
    world.description = description;
    const findings = await world.find();
    expect(findings).toMatchObject({
      verdict: 'cannot know',
      restorePoint: null,
      sureness: 'none',
      log: null,
    });
    expect(findings.why.join()).toMatch(why);
    expect(nextCommand(findings, options)).toMatch(/^npx recover find-restore-point --since /);
  });

  it('when the rules object to nothing, with the next look at the whole table', async () => {
    const world = new World(3);
    await world.goodTime();
    await world.pass(3);
    const findings = await world.find();
    expect(findings).toMatchObject({ verdict: 'nothing wrong', restorePoint: null, sureness: 'none' });
    expect(findings.why.join()).toMatch(/the rules object to none/);
    expect(nextCommand(findings, options)).toBe('npx recover validate');
  });

  it('when the damage is older than the log', async () => {
    const world = new World(8);
    await damaged(world);
    await world.pass(DAY / SECOND);
    world.raise(world.items().find(({ SubscriptionLevel }) => SubscriptionLevel === 'GOLD')!);
    await world.pass(3);
    const findings = await world.find();
    expect(findings).toMatchObject({ verdict: 'cannot know', restorePoint: null });
    expect(findings.why.join()).toMatch(/the damage is older than the log/);
  });

  it('when point-in-time recovery is off, or does not reach back', async () => {
    const world = new World(8);
    const at = await damaged(world);
    world.description = { recovery: false };
    const off = await world.find();
    expect(off).toMatchObject({ verdict: 'found', restorePoint: null, sureness: 'none', window: null });
    expect(off.firstBadWrite?.at).toBe(isoSecond(at));
    world.description = { earliest: 1 };
    const short = await world.find();
    expect(short).toMatchObject({ verdict: 'found', restorePoint: null, sureness: 'none' });
    expect(short.why.join()).toMatch(/reaches back to 2026-01-01T01:00:00.000Z only/);
    expect(nextCommand(short, options)).toMatch(/^aws backup list-recovery-points/);
  });
});

describe('an older incident', () => {
  const MINUTE = 60_000;
  const profile = {
    PK: 'USER#u1',
    SK: 'PROFILE',
    SubscriptionLevel: 'FREE',
    CreatedAt: '2025-01-01T00:00:00Z',
  };
  const good = (n: number, at: number) => ({ at, item: { ...profile, PK: `USER#u${n}`, version: 4 + n } });

  async function older(withImages: boolean) {
    const world = new World(3);
    await world.pass((3 * DAY) / SECOND);
    const exported = new MemoryVault();
    for (let n = 0; n < 8; n += 1) {
      const from = START + HOUR + n * 15 * MINUTE;
      const lines = [1, 2, 3, 4].map((one) => good(one, from + MINUTE));
      if (n === 5) {
        const bad = { ...profile, PK: 'USER#u9', SubscriptionLevel: 'GOLD', version: 3 };
        const before = withImages ? { before: { ...bad, SubscriptionLevel: 'FREE', version: 2 } } : {};
        lines.push({ at: from + 7 * MINUTE, item: bad, ...before });
      }
      exported.add({ from, to: from + 15 * MINUTE, lines });
    }
    const bad = START + HOUR + 5 * 15 * MINUTE;
    return { world, exported, bad };
  }

  it.each([true, false])(
    'is found in the exports, to the window, whether they hold old images: %s',
    async (withImages) => {
      const { world, exported, bad } = await older(withImages);
      const findings = await world.find({ since: isoSecond(START + HOUR), vault: exported.vault });
      expect(findings).toMatchObject({
        verdict: 'found',
        restorePoint: isoSecond(bad - SECOND),
        sureness: 'medium',
        log: { source: 'exports', everyWrite: false, trimmed: false, changes: 33 },
      });
      expect(findings.why.join()).toContain('an export tells only the last write of an item in its window');
      expect(findings.why.join()).toContain(new Date(bad + 7 * MINUTE).toISOString());
    },
  );

  it('is read from the first window behind a gap, and says so', async () => {
    const { world, exported } = await older(true);
    const to = START + 2 * DAY;
    exported.add({ from: to - 15 * MINUTE, to, lines: [good(1, to - MINUTE)] });
    const findings = await world.find({ since: isoSecond(START + HOUR), vault: exported.vault });
    expect(findings.log).toMatchObject({ since: new Date(to - 15 * MINUTE).toISOString(), trimmed: true });
    expect(findings.verdict).toBe('nothing wrong');
    expect(findings.why.join()).toMatch(/was not looked at/);
  });

  it('is refused when an export is not what its link says', async () => {
    const { world, exported } = await older(true);
    const [key] = [...exported.objects.keys()].filter((one) => one.endsWith('.gz'));
    exported.objects.set(key!, Buffer.from('other'));
    await expect(world.find({ since: isoSecond(START), vault: exported.vault })).rejects.toMatchObject({
      code: 'VAULT_TAMPERED',
    });
  });
});

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
