import { planRewind, rewind, type RewindRequest } from '../../../../scripts/recovery/repair/rewind/rewind';
import { undoRewind } from '../../../../scripts/recovery/repair/rewind/undo';
import { loadRules } from '../../../../scripts/recovery/items/rules';
import {
  bob,
  contentsOf,
  eve,
  interleave,
  LATER_CONFIG,
  mortal,
  type Contents,
} from '../history/support/scenario';
import { SOURCE, World } from '../../validation/world';

describe('rewind', () => {
  let world: World;
  let request: RewindRequest;
  let corrupted: Contents;

  const once = async (action = world.action): Promise<number> =>
    (await rewind(action, request, await planRewind(action, request))).rewound;

  beforeEach(async () => {
    world = await World.create();
    const since = await interleave(world);
    corrupted = await contentsOf(world);
    request = { table: SOURCE, since, rules: loadRules() };
  });

  it('plans first: how much, where, what it costs; and changes nothing', async () => {
    const { numbers, review, plan } = await planRewind(world.action, request);
    expect(numbers).toMatchObject({ writtenBack: 2, deleted: 1, putBack: 1, partitions: 3, review: 1 });
    expect(review.map(({ key, kind }) => `${key.PK} ${key.SK} ${kind}`)).toEqual(['USER#u3 PROFILE derived']);
    expect(JSON.stringify(plan)).not.toMatch(/yes|never|active/);
    expect(await contentsOf(world)).toEqual(corrupted);
  });

  it('undoes the damage, keeps what was written well on top of it, and leaves alone what a person must decide', async () => {
    await once();
    const contents = await contentsOf(world);
    expect(contents['USER#u1 SYNCCONFIG#c1##steps']).toEqual(LATER_CONFIG);
    expect(contents['USER#u2 PROFILE']).toEqual(bob.profile);
    expect(contents['USER#u3 CONN#c1']).toEqual(eve.connection);
    expect(contents['USER#u3 JUNK#1']).toBeUndefined();
    expect(contents['USER#u3 PROFILE']).toEqual(corrupted['USER#u3 PROFILE']);
    expect(contents['IDEM##job-1 IDEM##job-1']).toEqual(corrupted['IDEM##job-1 IDEM##job-1']);
    expect(await once()).toBe(0);
  });

  it('never overwrites what was written between the plan and the write', async () => {
    const planned = await planRewind(world.action, request);
    const newer = { ...eve.connection, Status: 'revoked', CredentialArn: 'x' };
    await world.put(newer);
    const { changed } = await rewind(world.action, request, planned);
    expect(changed.map(({ key, kind }) => `${key.PK} ${key.SK} ${kind}`)).toEqual([
      'USER#u3 CONN#c1 changed since',
    ]);
    expect((await contentsOf(world))['USER#u3 CONN#c1']).toEqual(newer);
  });

  it('comes to the same when it is killed at any call, carried out or not, and run again', async () => {
    await once();
    const expected = await contentsOf(world);
    const calls = 30;
    for (let call = 1; call <= calls; call += 3) {
      const other = await World.create();
      const since = await interleave(other);
      const again = { ...request, since };
      const run = async (action = other.action): Promise<void> => {
        await rewind(action, again, await planRewind(action, again));
      };
      await run(mortal(other.action, call, call % 2 === 0)).catch(() => undefined);
      await run();
      expect(await contentsOf(other)).toEqual(expected);
    }
  });

  it('is taken back from the stream, but for what was written since', async () => {
    const { plan } = await planRewind(world.action, request);
    await once();
    const newer = { ...eve.connection, Status: 'revoked' };
    await world.put(newer);
    const { undone, kept } = await undoRewind(world.action, plan);
    expect({ undone, kept }).toEqual({ undone: 3, kept: [{ PK: 'USER#u3', SK: 'CONN#c1' }] });
    expect(await contentsOf(world)).toEqual({ ...corrupted, 'USER#u3 CONN#c1': newer });
    expect((await undoRewind(world.action, plan)).undone).toBe(0);
  });

  it('takes a decision about what was listed', async () => {
    await once();
    const { review } = await planRewind(world.action, request);
    const decisions = review.map((entry) => ({ ...entry, decision: 'take-before' as const }));
    const planned = await planRewind(world.action, { ...request, decisions });
    await rewind(world.action, request, planned);
    expect((await contentsOf(world))['USER#u3 PROFILE']).toEqual(eve.profile);
    expect((await planRewind(world.action, request)).review).toEqual([]);
  });
});
