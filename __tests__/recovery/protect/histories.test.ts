import fc from 'fast-check';
import { makeHaste } from '../../simulation/support/haste';
import { claimsOf, rebuild, recordsOf } from './support/rebuild';
import { Killed } from '../../support/killed-calls';
import { MINUTE, World } from './support/world';

/** Histories; a failing one is told with its seed. */
const HISTORIES = 40;

makeHaste();

interface Step {
  /** Who is written to; a user who is there already may be deleted. */
  readonly writes: readonly { readonly user: number; readonly isDeletion: boolean }[];
  /** Minutes between the writes and the round. */
  readonly pause: number;
  readonly round:
    | { readonly kind: 'clean' | 'twice' | 'none' }
    | { readonly kind: 'killed'; readonly call: number; readonly carriedOut: boolean }
    | { readonly kind: 'faulty'; readonly seed: number };
}

const step: fc.Arbitrary<Step> = fc.record({
  writes: fc.array(fc.record({ user: fc.nat(5), isDeletion: fc.boolean() }), { maxLength: 8 }),
  pause: fc.integer({ min: 0, max: 20 }),
  round: fc.oneof(
    fc.record({ kind: fc.constantFrom('clean' as const, 'twice' as const, 'none' as const) }),
    fc.record({
      kind: fc.constant('killed' as const),
      call: fc.integer({ min: 10, max: 60 }),
      carriedOut: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('faulty' as const), seed: fc.nat() }),
  ),
});

const streams = fc.record({
  openShards: fc.integer({ min: 1, max: 2 }),
  shardTime: fc.integer({ min: 3 * MINUTE, max: 40 * MINUTE }),
  splitAt: fc.integer({ min: 2, max: 5 }),
});

/** A change that was acknowledged. */
interface Change {
  readonly at: number;
  readonly user: string;
  readonly value: string | undefined;
}

async function write(world: World, { writes }: Step, changes: Change[]): Promise<void> {
  for (const { user: number, isDeletion } of writes) {
    const user = `u${number}`;
    const isThere = changes.filter((change) => change.user === user).at(-1)?.value !== undefined;
    if (isDeletion && !isThere) continue;
    const value = isDeletion ? undefined : `v${changes.length}`;
    if (value === undefined) await world.delete(user, 'a');
    else await world.put(user, 'a', value);
    changes.push({ at: world.clock.now(), user, value });
    await world.clock.sleep(3_000);
  }
}

async function makeRound(world: World, { round }: Step): Promise<void> {
  switch (round.kind) {
    case 'none':
      return;
    case 'clean':
      await world.protect();
      return;
    case 'twice':
      await Promise.all([world.protect(), world.protect(world.act())]);
      return;
    case 'killed':
      await world.protect(world.act(round)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      return;
    case 'faulty':
      world.cloud.setFaults({ rate: 0.2, kinds: ['500', 'throttle', 'reset'], seed: round.seed });
      await world.protect();
      world.cloud.setFaults(undefined);
  }
}

/** No round may claim a change that it does not have. */
async function requireTrueClaims(world: World, changes: readonly Change[]): Promise<void> {
  const records = await recordsOf(world);
  for (const { number, since, coveredUntil } of await claimsOf(world)) {
    const had = new Set(
      records
        .filter((record) => record.round <= number)
        .map(({ key, after }) => `${key.PK?.S ?? ''} ${after?.value?.S ?? 'gone'}`),
    );
    const claimed = changes.filter(({ at }) => at >= Date.parse(since) && at < Date.parse(coveredUntil));
    for (const { user, value } of claimed) expect(had).toContain(`${user} ${value ?? 'gone'}`);
  }
}

it('whatever happens to the rounds, exports and changes together are exactly the table', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), streams, async (history, shards) => {
      const world = await World.create({ services: { dynamodb: { streams: shards } } });
      const changes: Change[] = [];
      await world.put('old', 'a', 'before');
      await world.clock.sleep(10 * MINUTE);
      await world.protect();
      for (const one of history) {
        await write(world, one, changes);
        await world.clock.sleep(one.pause * MINUTE);
        await makeRound(world, one);
      }
      for (const pause of [8, 8]) {
        await world.clock.sleep(pause * MINUTE);
        await world.protect();
      }
      const rebuilt = await rebuild(world);
      expect(rebuilt).toMatchObject({ withChanges: true });
      expect(rebuilt?.state).toEqual(await world.live());
      await requireTrueClaims(world, changes);
    }),
    { numRuns: HISTORIES },
  );
});
