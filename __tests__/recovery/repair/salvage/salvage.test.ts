import { salvage, type SalvageRequest } from '../../../../scripts/recovery/repair/salvage/salvage';
import { loadRules } from '../../../../scripts/recovery/items/rules';
import {
  ada,
  contentsOf,
  eve,
  interleave,
  LATER_CONFIG,
  mortal,
  reset,
  type Contents,
} from '../history/support/scenario';
import { RESTORED, SOURCE, World } from '../../validation/world';

describe('salvage', () => {
  let world: World;
  let request: SalvageRequest;
  let before: Contents;
  let source: Contents;

  beforeAll(async () => {
    world = await World.create();
    const since = await interleave(world);
    await world.restore(Date.parse(since));
    before = await contentsOf(world, RESTORED);
    source = await contentsOf(world, SOURCE);
    request = { source: SOURCE, table: RESTORED, since, rules: loadRules(), shared: false, apply: true };
  });
  beforeEach(() => reset(world, RESTORED, before));

  it('looks without writing, and tells counts and what waits for a person', async () => {
    const result = await salvage(world.action, { ...request, apply: false });
    expect(result).toMatchObject({ items: 7, written: 2, deleted: 0, merged: 1, onlyBad: 2 });
    expect(result.review.map(({ key, kind }) => `${key.PK} ${key.SK} ${kind}`)).toEqual([
      'USER#u2 PROFILE deletion',
      'USER#u3 PROFILE derived',
    ]);
    expect(await contentsOf(world, RESTORED)).toEqual(before);
  });

  it('brings right writes back, and no wrong one', async () => {
    await salvage(world.action, request);
    expect(await contentsOf(world, RESTORED)).toEqual({
      ...before,
      'USER#u1 SYNCCONFIG#c1##steps': LATER_CONFIG,
      'IDEM##job-1 IDEM##job-1': source['IDEM##job-1 IDEM##job-1'],
    });
  });

  it('comes to the same when it is killed at any call, carried out or not, and run again', async () => {
    await salvage(world.action, request);
    const expected = await contentsOf(world, RESTORED);
    const calm = mortal(world.action, Infinity, false);
    await reset(world, RESTORED, before);
    await salvage(calm, request);
    for (let call = 1; call <= calm.calls(); call += 1) {
      await reset(world, RESTORED, before);
      await expect(salvage(mortal(world.action, call, call % 2 === 0), request)).rejects.toThrow('killed');
      await salvage(world.action, request);
      expect(await contentsOf(world, RESTORED)).toEqual(expected);
    }
    expect(calm.calls()).toBeGreaterThan(10);
  });

  it('leaves what is newer in the restored table alone, and lists it', async () => {
    const newer = { ...ada.config, IsEnabled: true, version: 9 };
    await reset(world, RESTORED, { ...before, 'USER#u1 SYNCCONFIG#c1##steps': newer });
    const { review } = await salvage(world.action, request);
    expect((await contentsOf(world, RESTORED))['USER#u1 SYNCCONFIG#c1##steps']).toEqual(newer);
    expect(review.map(({ key, kind }) => `${key.SK} ${kind}`)).toContain(
      'SYNCCONFIG#c1##steps changed since',
    );
  });

  it('writes what a person decided, as long as it is what was looked at and keeps to the rules', async () => {
    const { review } = await salvage(world.action, request);
    const decide = (SK: string, decision: 'take-newest' | 'delete' | 'keep-restored') =>
      review.filter(({ key }) => key.SK === SK).map((entry) => ({ ...entry, decision }));
    const decisions = [...decide('PROFILE', 'take-newest')].filter(({ key }) => key.PK === 'USER#u3');
    const result = await salvage(world.action, { ...request, decisions });
    expect(result).toMatchObject({ decided: 1, written: 1 });
    expect((await contentsOf(world, RESTORED))['USER#u3 PROFILE']).toEqual(source['USER#u3 PROFILE']);
    // A deletion that would leave others behind is no decision that can be carried out.
    const deletion = review
      .filter(({ key }) => key.PK === 'USER#u2')
      .map((entry) => ({ ...entry, decision: 'delete' as const }));
    const refused = await salvage(world.action, { ...request, decisions: deletion });
    expect(refused.review.find(({ key }) => key.PK === 'USER#u2')?.kind).toBe('reference');
    const stale = decisions.map((decision) => ({ ...decision, present: 'another' }));
    await reset(world, RESTORED, before);
    expect((await salvage(world.action, { ...request, decisions: stale })).review).toContainEqual(
      expect.objectContaining({ key: { PK: eve.profile.PK, SK: 'PROFILE' }, kind: 'changed since' }),
    );
  });

  it('says that it cannot know when the stream does not reach back', async () => {
    const old = { ...request, since: '2025-12-30T00:00:00Z' };
    await expect(salvage(world.action, old)).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
  });
});
