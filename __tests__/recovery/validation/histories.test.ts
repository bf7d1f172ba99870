import fc from 'fast-check';
import type { PlainItem } from '../../../scripts/drill/generated-users';
import type { Item } from '../../../scripts/recovery/items/item';
import { credentialArn, lock, RESTORED, statuses, userItems, World } from './world';

/** What the service does, each step one that leaves every rule and reference whole. */
type Step =
  | {
      readonly what: 'save profile' | 'connect' | 'sync' | 'stop sync' | 'leave';
      readonly user: number;
      readonly number: number;
    }
  | { readonly what: 'lock'; readonly number: number }
  | { readonly what: 'wait'; readonly milliseconds: number };

const user = fc.integer({ min: 1, max: 6 });
const number = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constantFrom('save profile', 'connect', 'sync', 'stop sync', 'leave'),
    user,
    number,
  }),
  fc.record({ what: fc.constant('lock'), number }),
  fc.record({ what: fc.constant('wait'), milliseconds: fc.integer({ min: 50, max: 1500 }) }),
);

const idOf = (one: number): string => `u${String(one).padStart(7, '0')}`;

class Service {
  private versions = 10;

  constructor(private readonly world: World) {}

  async do(one: Step): Promise<void> {
    const { world } = this;
    if (one.what === 'wait') return world.clock.sleep(one.milliseconds);
    if (one.what === 'lock') return world.put(lock(`k${one.number}`, world.clock.now() + 86_400_000));
    const id = idOf(one.user);
    const connection = `CONN#n${one.number}`;
    const sync = `SYNCCONFIG#n${one.number}##steps`;
    if (one.what === 'leave') return this.leave(id);
    if (one.what === 'stop sync') return world.remove(`USER#${id}`, sync);
    if (one.what === 'save profile' || !this.has(id, 'PROFILE')) await world.put(this.profile(id));
    if (one.what === 'save profile') return;
    if (one.what === 'connect' || !this.has(id, connection)) {
      const CredentialArn = credentialArn(id, `n${one.number}`);
      await world.put({ PK: `USER#${id}`, SK: connection, Status: 'active', CredentialArn });
    }
    if (one.what === 'connect') return;
    const version = this.versions++;
    await world.put({
      PK: `USER#${id}`,
      SK: sync,
      ConflictStrategy: 'source_wins',
      IsEnabled: true,
      version,
    });
  }

  /** Children before their parents. */
  private async leave(id: string): Promise<void> {
    const sorts = [...this.world.items.values()].flatMap(({ PK, SK }) =>
      PK?.S === `USER#${id}` ? [SK?.S ?? ''] : [],
    );
    for (const start of ['SYNCCONFIG#', 'CONN#', 'PROFILE']) {
      for (const sort of sorts.filter((one) => one.startsWith(start))) {
        await this.world.remove(`USER#${id}`, sort);
      }
    }
  }

  private has(id: string, sort: string): boolean {
    return [...this.world.items.values()].some(({ PK, SK }) => PK?.S === `USER#${id}` && SK?.S === sort);
  }

  private profile(id: string): PlainItem {
    const level = [...this.world.items.values()].find(
      ({ PK, SK }) => PK?.S === `USER#${id}` && SK?.S === 'PROFILE',
    );
    return {
      PK: `USER#${id}`,
      SK: 'PROFILE',
      SubscriptionLevel: level?.SubscriptionLevel?.S ?? 'FREE',
      CreatedAt: '2025-01-01T00:00:00Z',
      version: this.versions++,
    };
  }
}

const PASSED = { L0: 'passed', L1: 'passed', L3: 'passed', L4: 'passed' };
const history = fc.array(step, { minLength: 3, maxLength: 25 });

async function run(world: World, steps: readonly Step[]): Promise<void> {
  const service = new Service(world);
  for (const one of steps) await service.do(one);
}

describe('a good restore', () => {
  it('property: is no alarm, whatever the service did before and after the second', async () => {
    await fc.assert(
      fc.asyncProperty(history, history, fc.nat(999), async (before, after, offset) => {
        const world = await World.create();
        await world.putAll(userItems(4));
        await run(world, before);
        const at = await world.nextSecond(offset);
        await run(world, after);
        await world.restore(at);
        const report = await world.validate(at);
        expect(report.badKeys).toEqual([]);
        expect(statuses(report)).toEqual(PASSED);
      }),
      { numRuns: 15 },
    );
  });

  it('property: is no alarm when each key written in the cut second is as it was before or as it is after', async () => {
    const either = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
    const quick = fc.array(
      step.filter(({ what }) => what !== 'wait'),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(history, quick, either, async (before, inCut, choices) => {
        const world = await World.create();
        await world.putAll(userItems(4));
        await run(world, before);
        await world.nextSecond();
        const at = await world.nextSecond(1);
        const old = new Map(world.items);
        await run(world, inCut);
        expect(world.clock.now()).toBeLessThan(at + 1000);
        const keys = [...new Set([...old.keys(), ...world.items.keys()])];
        const cut = keys.map((key, index) => (choices[index % 60] === true ? old : world.items).get(key));
        await world.nextSecond();
        await world.makeTable(RESTORED);
        await world.fill(
          RESTORED,
          cut.filter((item): item is Item => item !== undefined),
        );
        const report = await world.validate(at);
        expect(report.badKeys).toEqual([]);
        expect(statuses(report)).toEqual(PASSED);
      }),
      { numRuns: 15 },
    );
  });

  it('property: stops being one with any single item dropped, added or changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.nat(),
        fc.constantFrom('drop', 'add', 'change'),
        async (before, choice, how) => {
          const world = await World.create();
          await world.putAll(userItems(4));
          await run(world, before);
          await world.clock.sleep(3000);
          const at = await world.nextSecond();
          await world.nextSecond();
          const items = [...world.items.values()];
          const index = choice % items.length;
          const one = items[index]!;
          const damaged = {
            drop: items.toSpliced(index, 1),
            add: [...items, { ...one, PK: { S: `USER#added${choice}` } }],
            change: items.with(index, { ...one, extra: { N: '1' } }),
          }[how];
          await world.makeTable(RESTORED);
          await world.fill(RESTORED, damaged);
          const report = await world.validate(at);
          expect(statuses(report).L3).toBe('failed');
          expect(report.badKeys.filter(({ level }) => level === 'L3')).toHaveLength(1);
        },
      ),
      { numRuns: 15 },
    );
  });
});
