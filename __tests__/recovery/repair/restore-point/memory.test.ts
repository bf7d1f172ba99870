import { marshall } from '@aws-sdk/util-dynamodb';
import { BoundedSet, OldestOf, RecentMap } from '../../../../scripts/recovery/repair/restore-point/bounded';
import { analysisOf } from '../../../../scripts/recovery/repair/restore-point/find-restore-point';
import { loadRules } from '../../../../scripts/recovery/items/rules';
import { target } from '../../validation/world';
import { START } from './world';

describe('memory', () => {
  it('does not grow with the number of changes, whatever items they are of', () => {
    const analysis = analysisOf({ target }, loadRules(), true);
    const attributes = { SubscriptionLevel: 'FREE', CreatedAt: '2025-01-01T00:00:00Z', version: 1 };
    let written = 0;
    const write = (count: number): void => {
      for (let n = 0; n < count; n += 1, written += 1) {
        const key = marshall({ PK: `USER#u${written}`, SK: 'PROFILE' });
        const item = { ...key, ...marshall(attributes) };
        const at = START + (written % 3600) * 1000;
        const common = { at, key, service: undefined };
        analysis.note({ ...common, name: 'INSERT', before: undefined, after: item });
        if (written % 3 === 0) analysis.note({ ...common, name: 'REMOVE', before: item, after: undefined });
      }
    };
    write(62_000);
    const held = analysis.held;
    write(16_000);
    expect(analysis.changes).toBeGreaterThan(100_000);
    expect(analysis.held).toBeLessThan(held * 1.3);
    expect(analysis.timeline.size).toBe(60);
  });

  it('holds what it counts one by one up to a bound, and says that there may be more', () => {
    const set = new BoundedSet(2);
    expect(['a', 'b', 'a'].map((text) => set.add(text))).toEqual([true, true, false]);
    expect(set.count).toEqual({ count: 2, orMore: false });
    expect(set.add('c')).toBe(false);
    expect(set.count).toEqual({ count: 2, orMore: true });

    const recent = new RecentMap<number>(4);
    const forgotten = ['a', 'b', 'a', 'c'].map((text, index) => recent.set(text, index));
    expect(forgotten).toEqual([[], [], [], [1]]);
    expect(recent.values()).toEqual([2, 3]);
    expect(['a', 'b', 'c'].map((text) => recent.get(text))).toEqual([2, undefined, 3]);

    const oldest = new OldestOf<number>(3, (one, other) => one - other);
    for (let value = 100; value > 0; value -= 1) oldest.add(value);
    expect(oldest.list()).toEqual([1, 2, 3]);
  });
});
