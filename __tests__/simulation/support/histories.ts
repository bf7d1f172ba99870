import { targetOf } from '../../../scripts/recovery/aws/target';
import { loadSettings } from '../../../settings';
import { amounts } from '../../support/amounts';
import { disturbanceOf } from './disturbance';
import { watchFiles } from './files';
import { makeHaste } from './haste';
import { play, type Played } from './history';
import { judge } from './judge';
import { shapeOf, type Shape } from './shape';

/** Histories are played in parts, in files of their own, so that they are played side by side. */
const PARTS = 4;
/** Corruptions of a part that differ; each is played once without any disturbance, to compare with. */
const SHAPES = 6;
/** Milliseconds for one history, at most, on a machine that does much else. */
const LONGEST = 120_000;

const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));

/** Every history of a seed plays one of its part's corruptions. */
function shapeFor(seed: number): Shape {
  return shapeOf(target, (seed % PARTS) * SHAPES + (Math.floor(seed / PARTS) % SHAPES));
}

/** The seeds of a part: of as many histories as the tier has, or of the one that `SIMULATION_SEED` names. */
function seedsOf(part: number): number[] {
  const { SIMULATION_SEED: only } = process.env;
  const all =
    only === undefined ? Array.from({ length: amounts.histories }, (_, seed) => seed) : [Number(only)];
  return all.filter((seed) => seed % PARTS === part);
}

/** Plays a history again and again gives the same story. @param seed of its disturbance */
export async function playSeed(seed: number): Promise<Played> {
  return play({ shape: shapeFor(seed), disturbance: disturbanceOf(seed) });
}

/** The simulation's own surroundings, for the tests of this file. */
export function prepare(): void {
  watchFiles();
  makeHaste();
}

/** The claims about one part of the histories. */
export function describePart(part: number): void {
  const seeds = seedsOf(part);
  const undisturbed = new Map<number, Promise<Played>>();

  async function failureOf(seed: number): Promise<string[]> {
    const shape = shapeFor(seed);
    const calm = undisturbed.get(shape.seed) ?? play({ shape });
    undisturbed.set(shape.seed, calm);
    const expected = await calm;
    try {
      judge(await playSeed(seed), expected);
      return [];
    } catch (error) {
      const replay = `SIMULATION_SEED=${seed} npx jest simulation`;
      return [`seed ${seed}: ${String((error as Error).stack)}\nto play it alone: ${replay}`];
    }
  }

  describe('a corrupted table is recovered alike', () => {
    prepare();

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
}
