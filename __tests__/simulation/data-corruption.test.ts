import { targetOf } from '../../scripts/recovery/connection/target';
import { loadSettings } from '../../settings';
import { disturbanceOf } from './support/disturbance';
import { watchFiles } from './support/files';
import { makeHaste } from './support/haste';
import { play, type Played } from './support/history';
import { judge } from './support/judge';
import { shapeOf } from './support/shape';

/** Corruptions that differ; each is played once without any disturbance, to compare with. */
const SHAPES = 24;
/** Milliseconds for one history, at most. */
const LONGEST = 20_000;

const { SIMULATION_RUNS: runs = '150', SIMULATION_SEED: only } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(runs) }, (_, seed) => seed) : [Number(only)];

const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));
const undisturbed = new Map<number, Promise<Played>>();

beforeAll(() => {
  watchFiles();
  makeHaste();
});

async function failureOf(seed: number): Promise<string[]> {
  const shape = shapeOf(target, seed % SHAPES);
  const calm = undisturbed.get(shape.seed) ?? play({ shape });
  undisturbed.set(shape.seed, calm);
  const expected = await calm;
  try {
    judge(await play({ shape, disturbance: disturbanceOf(seed) }), expected);
    return [];
  } catch (error) {
    const replay = `SIMULATION_SEED=${seed} npx jest simulation/data-corruption`;
    return [`seed ${seed}: ${String((error as Error).stack)}\nto play it alone: ${replay}`];
  }
}

/** What was asked and answered when, without the ids that the cloud makes up. */
function storyOf({ requests }: Played): string[] {
  return requests.map(
    ({ time, service, operation, status }) =>
      `${time} ${service} ${operation.replaceAll(/\/[a-z0-9]{7}(?=\/|$)/g, '/id')} ${status}`,
  );
}

describe('a corrupted table is recovered alike', () => {
  it('in the same way for the same seed, so that a failure can be played again', async () => {
    const seed = seeds[0] ?? 0;
    const again = (): Promise<Played> =>
      play({ shape: shapeOf(target, seed % SHAPES), disturbance: disturbanceOf(seed) });
    // The SDK reads its configuration files once, in time of the wall.
    await again();
    const [one, other] = [await again(), await again()];
    expect(storyOf(one)).toEqual(storyOf(other));
  });

  it(
    `in each of ${seeds.length} histories of failing calls, lost answers, crashes and takeovers`,
    async () => {
      const failures: string[] = [];
      for (const seed of seeds) failures.push(...(await failureOf(seed)));
      expect(failures.join('\n\n')).toBe('');
    },
    LONGEST * (seeds.length + SHAPES),
  );
});
