import fc from 'fast-check';
import type { PlainItem } from '../../../../scripts/drill/generated-users';
import { isoSecond } from '../../../../scripts/engine/clock';
import { randomFrom } from '../../../../scripts/random';
import { credentialArn, lock } from '../../validation/world';
import { DAMAGES, SECOND, World } from './world';

type Step =
  | { readonly do: 'good' | 'bad'; readonly seed: number }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'split'; readonly shard: number; readonly children: number };

const seed = fc.nat(1_000_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('good' as const), seed }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('bad' as const), seed }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      milliseconds: fc.integer({ min: 20, max: 2500 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('split' as const),
      shard: fc.nat(9),
      children: fc.integer({ min: 1, max: 2 }),
    }),
  },
);
const history = fc.array(step, { maxLength: 40 });
const kind = fc.constantFrom(...Object.keys(DAMAGES));

const starts = (prefix: string) => (item: PlainItem) => String(item.SK).startsWith(prefix);

/** Something that users do. @param leaving whether they also delete what is theirs */
function good(world: World, random: (below: number) => number, leaving: boolean): void {
  const PK = world.users[random(world.users.length)]!;
  const items = world.items(PK);
  const pick = (of: readonly PlainItem[]): PlainItem | undefined => of[random(Math.max(1, of.length))];
  const [sync, connection] = [pick(items.filter(starts('SYNCCONFIG#'))), pick(items.filter(starts('CONN#')))];
  const profile = items.find(({ SK }) => SK === 'PROFILE');
  const what = random(leaving ? 8 : 6);
  if (what === 0 && sync !== undefined) world.raise(sync, { IsEnabled: sync.IsEnabled !== true });
  if (what === 1 && profile !== undefined) world.raise(profile);
  if (what === 2 && connection !== undefined)
    world.write({
      ...connection,
      CredentialArn: credentialArn(PK.slice(5), String(connection.SK).slice(5), 'XyZ987'),
    });
  if (what === 3) world.write(lock(`k${random(5)}`, world.now + 86_400_000));
  if (what === 4) for (const one of world.items(`IDEM##k${random(5)}`)) world.remove(one);
  if (what === 5 && connection !== undefined && profile !== undefined) addSync(world, connection);
  if (what === 6 && sync !== undefined) world.remove(sync);
  if (what === 7 && world.users.length > 2) leave(world, items);
}

function addSync(world: World, { PK = '', SK }: PlainItem): void {
  const key = `SYNCCONFIG#${String(SK).slice(5)}##weight`;
  if (world.stream.item(String(PK), key) !== undefined) return;
  world.write({ PK, SK: key, ConflictStrategy: 'source_wins', IsEnabled: true, version: 1 });
}

/** Children before their parents. */
function leave(world: World, items: readonly PlainItem[]): void {
  for (const prefix of ['SYNCCONFIG#', 'CONN#', 'PROFILE']) {
    for (const item of items.filter(starts(prefix))) world.remove(item);
  }
}

async function make(
  world: World,
  steps: readonly Step[],
  { bad, leaving }: { readonly bad: boolean; readonly leaving: boolean },
): Promise<void> {
  for (const one of steps) {
    if (one.do === 'wait') await world.pass(one.milliseconds / SECOND);
    if (one.do === 'split') world.stream.split(one.shard, one.children);
    if (one.do === 'good') good(world, randomOf(one.seed), leaving);
    if (one.do === 'bad' && bad) {
      const random = randomOf(one.seed);
      DAMAGES[Object.keys(DAMAGES)[random(Object.keys(DAMAGES).length)]!]!(world, random);
    }
  }
}

function randomOf(start: number): (below: number) => number {
  const random = randomFrom(start);
  return (below) => Math.floor(random() * below);
}

/** @returns when the damage began, in milliseconds */
async function damaged(
  before: readonly Step[],
  { damage, after, leaving }: { damage: string; after: readonly Step[]; leaving: boolean },
): Promise<{ world: World; at: number }> {
  const world = new World(6);
  await world.goodTime();
  await make(world, before, { bad: false, leaving });
  const at = world.now;
  let tries = 0;
  while (!DAMAGES[damage]!(world, randomOf(tries))) {
    fc.pre(tries < 5);
    tries += 1;
  }
  await make(world, after, { bad: true, leaving });
  await world.pass(3);
  return { world, at };
}

describe('the restore point', () => {
  it('property: is the second before the first bad write, whatever good and bad writes follow, and however shards split', async () => {
    await fc.assert(
      fc.asyncProperty(history, kind, history, async (before, damage, after) => {
        const { world, at } = await damaged(before, { damage, after, leaving: false });
        const findings = await world.find();
        expect(findings.verdict).toBe('found');
        expect(findings.firstBadWrite?.at).toBe(isoSecond(at));
        expect(findings.restorePoint).toBe(isoSecond(at - SECOND));
      }),
      { numRuns: 120 },
    );
  });

  it('property: is never after the first bad write, and hardly before it, when users also delete what is theirs', async () => {
    await fc.assert(
      fc.asyncProperty(history, kind, history, async (before, damage, after) => {
        const { world, at } = await damaged(before, { damage, after, leaving: true });
        const { restorePoint, firstBadWrite } = await world.find();
        expect(Date.parse(restorePoint ?? '')).toBeLessThanOrEqual(Math.floor(at / SECOND) * SECOND - SECOND);
        expect(Date.parse(firstBadWrite?.at ?? '')).toBeGreaterThan(at - 61 * SECOND);
      }),
      { numRuns: 40 },
    );
  });

  it('property: is not proposed while users only do what users do', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const world = new World(6);
        await world.goodTime();
        await make(world, steps, { bad: false, leaving: false });
        await world.pass(3);
        expect(await world.find()).toMatchObject({ verdict: 'nothing wrong', restorePoint: null, rules: [] });
      }),
      { numRuns: 40 },
    );
  });
});
