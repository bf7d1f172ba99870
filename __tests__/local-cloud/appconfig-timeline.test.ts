import fc from 'fast-check';
import { percentages, type Pace } from '../../scripts/local-cloud/services/appconfig/growth';
import { placeOf } from '../../scripts/local-cloud/services/appconfig/served';
import { PREDEFINED } from '../../scripts/local-cloud/services/appconfig/strategies';
import { progressAt, ROLLBACK_DURATION } from '../../scripts/local-cloud/services/appconfig/timeline';

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);

const pace: fc.Arbitrary<Pace> = fc.record({
  DeploymentDurationInMinutes: fc.integer({ min: 0, max: 1440 }),
  GrowthType: fc.constantFrom('LINEAR', 'EXPONENTIAL'),
  GrowthFactor: fc.double({ min: 1, max: 100, noNaN: true }),
  FinalBakeTimeInMinutes: fc.integer({ min: 0, max: 1440 }),
});
const lengthOf = (strategy: Pace) =>
  (strategy.DeploymentDurationInMinutes + strategy.FinalBakeTimeInMinutes) * MINUTE;
/** A strategy and how far through it we look, from its start to well after its end. */
const moment = fc
  .tuple(pace, fc.double({ min: 0, max: 1.5, noNaN: true }))
  .map(([strategy, part]) => ({ strategy, elapsed: Math.round(part * lengthOf(strategy)) }));

const at = (strategy: Pace, elapsed: number, marks = {}) =>
  progressAt({ startedAt: START, strategy, ...marks }, START + elapsed);
const predefined = (name: string) => PREDEFINED.find(({ Id }) => Id === `AppConfig.${name}`)!;
const user = (elapsed: number) => ({ at: START + elapsed, by: 'USER' as const, reason: 'somebody' });

describe('course of a deployment', () => {
  test('the percentage never falls while nobody interferes', () => {
    fc.assert(
      fc.property(moment, fc.nat(), ({ strategy, elapsed }, more) => {
        expect(at(strategy, elapsed + more).percentage).toBeGreaterThanOrEqual(
          at(strategy, elapsed).percentage,
        );
      }),
    );
  });

  test('it completes exactly at the end of duration and bake, not a millisecond before', () => {
    fc.assert(
      fc.property(pace, (strategy) => {
        const end = lengthOf(strategy);
        expect(at(strategy, end)).toMatchObject({
          state: 'COMPLETE',
          percentage: 100,
          completedAt: START + end,
        });
        expect(at(strategy, end - 1).state).not.toBe('COMPLETE');
      }),
    );
  });

  test('it bakes from the moment it has reached everybody', () => {
    fc.assert(
      fc.property(moment, ({ strategy, elapsed }) => {
        const duration = strategy.DeploymentDurationInMinutes * MINUTE;
        const { state, percentage } = at(strategy, elapsed);
        expect(state === 'DEPLOYING').toBe(elapsed < duration);
        expect(percentage === 100).toBe(elapsed >= duration);
      }),
    );
  });

  test('steps rise to 100 and none is larger than the growth allows', () => {
    fc.assert(
      fc.property(pace, (strategy) => {
        const steps = percentages(strategy);
        expect(steps.at(-1)).toBe(100);
        steps.slice(1).forEach((step, index) => {
          expect(step).toBeGreaterThan(steps[index]!);
        });
        expect(steps[0]).toBeLessThanOrEqual(strategy.GrowthFactor + 1e-6);
      }),
    );
  });

  test('the log starts with the start, and its times never go back', () => {
    fc.assert(
      fc.property(moment, ({ strategy, elapsed }) => {
        const { events } = at(strategy, elapsed);
        expect(events[0]).toMatchObject({ type: 'DEPLOYMENT_STARTED', by: 'USER', at: START });
        events.slice(1).forEach((event, index) => {
          expect(event.at).toBeGreaterThanOrEqual(events[index]!.at);
        });
      }),
    );
  });

  test('a rollback reaches nobody from its first moment, ends as ROLLED_BACK and never completes', () => {
    fc.assert(
      fc.property(
        pace,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.nat(),
        (strategy, part, more) => {
          fc.pre(lengthOf(strategy) > 0);
          const stopped = Math.floor(part * lengthOf(strategy));
          const marks = { rollback: user(stopped) };
          expect(at(strategy, stopped, marks)).toMatchObject({ state: 'ROLLING_BACK', percentage: 0 });
          const after = at(strategy, stopped + ROLLBACK_DURATION + more, marks);
          expect(after).toMatchObject({ state: 'ROLLED_BACK', percentage: 0 });
          expect(after.events.map(({ type }) => type)).not.toContain('DEPLOYMENT_COMPLETED');
        },
      ),
    );
  });

  test('a rollback does not rewrite what happened before it', () => {
    fc.assert(
      fc.property(moment, fc.nat(), ({ strategy, elapsed }, more) => {
        const marks = { rollback: user(elapsed + more + 1) };
        expect(at(strategy, elapsed, marks)).toEqual(at(strategy, elapsed));
      }),
    );
  });
});

describe('strategies of AWS', () => {
  test('AllAtOnce reaches everybody at once and blocks for ten minutes of bake', () => {
    const strategy = predefined('AllAtOnce');
    expect(at(strategy, 0)).toMatchObject({ state: 'BAKING', percentage: 100 });
    expect(at(strategy, 10 * MINUTE - 1).state).toBe('BAKING');
    expect(at(strategy, 10 * MINUTE).state).toBe('COMPLETE');
  });

  test.each([
    ['Linear50PercentEvery30Seconds', [50, 100], 2],
    ['Canary10Percent20Minutes', [10, 20, 40, 80, 100], 30],
    ['Linear20PercentEvery6Minutes', [20, 40, 60, 80, 100], 60],
  ])('%s goes through %j and takes %d minutes with its bake', (name, steps, minutes) => {
    expect(percentages(predefined(name))).toEqual(steps);
    expect(lengthOf(predefined(name))).toBe(minutes * MINUTE);
  });

  test('20 % over ten hours follows the table of the user guide', () => {
    const strategy = {
      DeploymentDurationInMinutes: 600,
      GrowthType: 'LINEAR',
      GrowthFactor: 20,
      FinalBakeTimeInMinutes: 0,
    } as const;
    const hours = [0, 2, 4, 6, 8, 10];
    expect(hours.map((hour) => at(strategy, hour * 60 * MINUTE).percentage)).toEqual([
      0, 20, 40, 60, 80, 100,
    ]);
  });
});

test('sessions are spread evenly over the percentages', () => {
  const places = Array.from({ length: 2000 }, (_, index) => placeOf(`session ${index}`));
  const early = places.filter((place) => place < 20).length;
  expect(early / places.length).toBeCloseTo(0.2, 1);
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...places)).toBeLessThan(100);
});
