import { brokenReferences } from '../../../../scripts/recovery/repair/history/references';
import { hashText } from '../../../../scripts/recovery/validation/expected/expected-state';
import { settlePartition } from '../../../../scripts/recovery/repair/salvage/settle-partition';
import { randomFrom } from '../../../../scripts/random';
import { Model } from '../history/support/model';
import { differing } from '../history/support/oracle';
import { historiesOf, judge, nobody, rules } from '../history/support/rules';
import { act, userItems } from '../history/support/service';

const RUNS = 10_000;
const PK = 'USER#u1';

interface Outcome {
  readonly source: Model;
  readonly restored: Model;
  readonly listed: ReadonlySet<string>;
  /** Keys that the service wrote in the restored table. */
  readonly newer: ReadonlySet<string>;
  readonly written: number;
}

/** A table is written to, rightly and wrongly, restored, and salvaged by runs that are killed; the service may be back. */
function play(seed: number): Outcome {
  const random = randomFrom(seed);
  const clock = { now: Date.UTC(2026, 2, 1) };
  const source = new Model(PK, userItems('u1'), clock);
  for (let count = Math.floor(random() * 4); count > 0; count -= 1) act(source, random, 0);
  clock.now += 3_000;
  const since = Math.ceil(clock.now / 1000) * 1000;
  const restored = new Model(PK, new Map(source.items), clock);
  clock.now = since + 1_000;
  const start = source.log.length;
  const badShare = 0.2 + random() * 0.4;
  for (let count = 3 + Math.floor(random() * 10); count > 0; count -= 1) act(source, random, badShare);
  const resumed = random() < 0.3;
  let listed = new Set<string>();
  for (let life = Math.floor(random() * 3); life >= 0; life -= 1) {
    if (resumed) act(restored, random, 0);
    const histories = historiesOf(source.log, since, true);
    const present = new Map(restored.items);
    const images = new Map<string, Set<string>>();
    for (const { sort, after } of restored.log) {
      images.set(sort, (images.get(sort) ?? new Set()).add(hashText(after)));
    }
    // Nobody changes an item and changes it back between two calls.
    let disturbed = false;
    const settled = settlePartition({
      PK,
      traces: histories.traces.get(PK) ?? new Map(),
      present,
      rules,
      decisions: nobody,
      since: images,
      now: clock.now,
    });
    listed = new Set(settled.review.map(({ key }) => key.SK));
    // Killed after some of its writes, unless it is the last run; a lost answer changes nothing.
    const calls = life === 0 ? Infinity : Math.floor(random() * settled.wishes.length);
    for (const [index, wish] of settled.wishes.entries()) {
      if (index >= calls) break;
      if (resumed && !disturbed && random() < 0.2) {
        act(restored, random, 0);
        disturbed = true;
      }
      if (!restored.replace(wish.SK, wish.present, wish.wanted, 'repair')) listed.add(wish.SK);
    }
  }
  const newer = new Set(restored.log.filter(({ by }) => by === 'good').map(({ sort }) => sort));
  return {
    source: Object.assign(source, { log: source.log.slice(start) }),
    restored,
    listed,
    newer,
    written: restored.log.filter(({ by }) => by === 'repair').length,
  };
}

/** What does not hold after a history. */
function faultsOf({ source, restored, listed, newer }: Outcome): string[] {
  const lost = differing(source.log, restored.items).filter((sort) => !listed.has(sort) && !newer.has(sort));
  const overwritten = restored.log.filter(
    ({ by, sort }, index) =>
      by === 'repair' && restored.log.slice(0, index).some((one) => one.sort === sort && one.by === 'good'),
  );
  const bad = [...restored.items.values()].filter(
    (after) => judge.problemOf({ before: undefined, after }) !== undefined,
  );
  const broken = newer.size > 0 ? [] : brokenReferences(PK, restored.items, rules);
  return [
    ...lost.map((sort) => `lost: ${sort}`),
    ...overwritten.map(({ sort }) => `overwritten: ${sort}`),
    ...bad.map(({ SK }) => `bad: ${SK?.S}`),
    ...broken.map(({ from, reference }) => `broken: ${from}, ${reference.name}`),
  ];
}

describe(`in ${RUNS} histories of good and bad writes, salvages, crashes and services that are back`, () => {
  const outcomes = Array.from({ length: RUNS }, (_, seed) => ({ seed, outcome: play(seed) }));

  it('no legitimate write is lost but those that are listed, nothing newer is overwritten, no bad value is left', () => {
    const faults = outcomes.flatMap(({ seed, outcome }) =>
      faultsOf(outcome).map((fault) => `seed ${seed}: ${fault}`),
    );
    expect(faults.slice(0, 10)).toEqual([]);
  });

  it('most of what is to be brought back is, without a person', () => {
    const sum = (of: (outcome: Outcome) => number): number =>
      outcomes.reduce((total, { outcome }) => total + of(outcome), 0);
    expect(sum(({ written }) => written)).toBeGreaterThan(sum(({ listed }) => listed.size));
  });
});
