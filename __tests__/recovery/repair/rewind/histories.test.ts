import { sameAttribute } from '../../../../scripts/recovery/repair/history/attributes';
import { settlePartition } from '../../../../scripts/recovery/repair/rewind/settle-partition';
import { randomFrom } from '../../../../scripts/random';
import { Model, type Write } from '../history/support/model';
import { differing } from '../history/support/oracle';
import { historiesOf, nobody, rules } from '../history/support/rules';
import { act, userItems } from '../history/support/service';

const RUNS = 10_000;
const PK = 'USER#u1';

interface Outcome {
  readonly live: Model;
  /** By the last rewind, which nothing disturbed. */
  readonly listed: ReadonlySet<string>;
  readonly rewritten: number;
}

/** The service goes on, rightly and wrongly, while rewinds come, are killed and come again. */
function play(seed: number): Outcome {
  const random = randomFrom(seed);
  const clock = { now: Date.UTC(2026, 2, 1) };
  const live = new Model(PK, userItems('u1'), clock);
  const since = clock.now - 5_000;
  const badShare = 0.2 + random() * 0.4;
  const disturb = (): void => {
    act(live, random, random() < 0.7 ? badShare : 0);
  };
  for (let count = 1 + Math.floor(random() * 12); count > 0; count -= 1) disturb();
  let listed = new Set<string>();
  for (let life = 1 + Math.floor(random() * 3); life >= 0; life -= 1) {
    const isLast = life === 0;
    // The log is read before the items are: what comes in between is in one of them only.
    const histories = historiesOf(live.log, since, false);
    const read = live.log.length;
    if (!isLast && random() < 0.3) disturb();
    const present = new Map(live.items);
    const traces = histories.traces.get(PK) ?? new Map();
    const settled = settlePartition({ PK, traces, present, rules, decisions: nobody });
    listed = new Set(settled.review.map(({ key }) => key.SK));
    const repairs = settled.repairs.filter(({ byReference }) => !byReference || live.log.length === read);
    const calls = isLast ? Infinity : Math.floor(random() * (repairs.length + 1));
    for (const [index, repair] of repairs.entries()) {
      if (index >= calls) break;
      if (!isLast && random() < 0.3) disturb();
      if (!live.replace(repair.SK, repair.present, repair.wanted, 'repair')) listed.add(repair.SK);
    }
    if (!isLast && random() < 0.5) disturb();
  }
  return { live, listed, rewritten: live.log.filter(({ by }) => by === 'repair').length };
}

/** Good writes whose effect a repair took away: attributes that a good write set last, or the item itself. */
function overwritten({ log }: Model): Write[] {
  return log.filter((repair, index) => {
    if (repair.by !== 'repair') return false;
    const earlier = log.slice(0, index).filter(({ sort }) => sort === repair.sort);
    // Everything up to an earlier repair was settled by that one.
    const chain = earlier.slice(earlier.findLastIndex(({ by }) => by === 'repair') + 1);
    const damaged = chain.slice(chain.findIndex(({ by }) => by === 'bad'));
    const good = damaged.filter(({ by }) => by === 'good');
    const last = chain.at(-1);
    if (last?.by === 'good' && (last.after === undefined || repair.after === undefined)) return true;
    return good.some(({ before, after }) => {
      if (before === undefined || after === undefined || repair.after === undefined) return true;
      return Object.keys({ ...before, ...after }).some((name) => {
        if (name === 'version' || sameAttribute(before, after, name)) return false;
        const lastWriter = damaged.findLast(
          (write) => !sameAttribute(write.before ?? {}, write.after ?? {}, name),
        );
        return lastWriter?.by === 'good' && !sameAttribute(lastWriter.after ?? {}, repair.after ?? {}, name);
      });
    });
  });
}

describe(`in ${RUNS} interleavings of good writes, bad writes, rewinds and crashes`, () => {
  const outcomes = Array.from({ length: RUNS }, (_, seed) => ({ seed, outcome: play(seed) }));

  it('not one newer good write is overwritten', () => {
    const faults = outcomes.flatMap(({ seed, outcome }) =>
      overwritten(outcome.live).map(({ sort }) => `seed ${seed}: ${sort}`),
    );
    expect(faults.slice(0, 10)).toEqual([]);
  });

  it('no corrupted value stays unlisted', () => {
    const faults = outcomes.flatMap(({ seed, outcome: { live, listed } }) => {
      const writes = live.log.filter(({ by }) => by !== 'repair');
      return differing(writes, live.items)
        .filter((sort) => !listed.has(sort))
        .map((sort) => `seed ${seed}: ${sort}`);
    });
    expect(faults.slice(0, 10)).toEqual([]);
  });

  it('most damage is undone without a person', () => {
    const sum = (of: (outcome: Outcome) => number): number =>
      outcomes.reduce((total, { outcome }) => total + of(outcome), 0);
    expect(sum(({ rewritten }) => rewritten)).toBeGreaterThan(sum(({ listed }) => listed.size));
  });
});
