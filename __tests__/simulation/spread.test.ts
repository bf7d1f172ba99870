import { CALLS_OF_A_RUN, disturbanceOf, type Life } from './support/disturbance';

/** As many histories as `npm test` plays, and what `histories.ts` gives them in turn. */
const HISTORIES = 200;
const SHAPES = 24;

const firstLives = Array.from({ length: HISTORIES }, (_, seed) => ({
  shape: seed % SHAPES,
  life: disturbanceOf(seed).lives[0],
})).flatMap(({ shape, life }) => (life === undefined ? [] : [{ shape, life }]));

/** Which part of a run a life ends in, of so many; early parts have fewer calls, for that is where most is begun. */
function partOf({ blow }: Life, parts: number): number {
  return Math.floor(Math.sqrt((blow.call - 1) / CALLS_OF_A_RUN) * parts);
}

function wayOf({ interrupted, sleeps, blow }: Life): string {
  if (interrupted) return 'Ctrl-C';
  if (sleeps !== undefined) return 'sleep';
  return blow.carriedOut ? 'death after the call' : 'death before the call';
}

function countBy<One>(all: readonly One[], keyOf: (one: One) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[keyOf(one)] = (counts[keyOf(one)] ?? 0) + 1;
  return counts;
}

it('the first life ends in every twentieth of a run', () => {
  const parts = new Set(firstLives.map(({ life }) => partOf(life, 20)));
  expect(parts.size).toBe(20);
});

it('it ends in every way in every quarter of a run, five times at least', () => {
  const counts = countBy(firstLives, ({ life }) => `${wayOf(life)}, ${partOf(life, 4)}`);
  expect(Object.keys(counts)).toHaveLength(4 * 4);
  expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(5);
});

it('every shape of a service is struck in three quarters of a run at least', () => {
  for (let shape = 0; shape < SHAPES; shape += 1) {
    const parts = firstLives.filter((one) => one.shape === shape).map(({ life }) => partOf(life, 4));
    expect(new Set(parts).size).toBeGreaterThanOrEqual(3);
  }
});
