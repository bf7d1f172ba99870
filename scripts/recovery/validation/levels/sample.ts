import { randomFrom } from '../../../random';

/** One of many parts of a table. */
export interface Segment {
  readonly segment: number;
  readonly of: number;
}

/** From fine to coarse; a table's real size is not known before it is counted (aws-facts.md, 1.33). */
const GRANULARITIES = [1_000_000, 65_536, 4_096, 256];
const COARSEST = 16;
/** Segments counted to find out whether a division is too fine. */
const TRIAL = 16;
/** Requests for the whole sample, about. */
const REQUESTS = 1_000;
/** Segments read at the same time. */
const WIDTH = 8;

export interface SampleProps {
  /** Items, at least. */
  readonly size: number;
  readonly seed: number;
  /** How many items a segment holds. */
  readonly count: (segment: Segment) => Promise<number>;
  /** Reads a segment. @returns how many items it held */
  readonly read: (segment: Segment) => Promise<number>;
}

/**
 * Reads random segments until so many items were seen, or all of them. Segments divide a table by key hash, so that a
 * random one is a fair draw of partitions.
 *
 * @returns the number of items, and whether these are all there are
 */
export async function readSample({ size, seed, count, read }: SampleProps): Promise<{
  readonly items: number;
  readonly whole: boolean;
}> {
  const random = randomFrom(seed);
  const of = await divisionFor(size, random, count);
  const segments = drawSegments(of, random);
  let items = 0;
  let left = of;
  while (items < size && left > 0) {
    const next = take(segments, WIDTH);
    left -= next.length;
    const found = await Promise.all(next.map((segment) => read({ segment, of })));
    items += found.reduce((sum, one) => sum + one, 0);
  }
  return { items, whole: left === 0 };
}

/** The finest division of which a bearable number of segments holds the sample. */
async function divisionFor(size: number, random: () => number, count: SampleProps['count']): Promise<number> {
  for (const of of GRANULARITIES) {
    const trial = take(drawSegments(of, random), TRIAL);
    const counts = await Promise.all(trial.map((segment) => count({ segment, of })));
    if (counts.reduce((sum, one) => sum + one, 0) >= (size / REQUESTS) * TRIAL) return of;
  }
  return COARSEST;
}

/** All segments in a random order, without holding them all. */
function* drawSegments(of: number, random: () => number): Generator<number, undefined> {
  const moved = new Map<number, number>();
  for (let left = of; left > 0; left--) {
    const choice = Math.floor(random() * left);
    yield moved.get(choice) ?? choice;
    moved.set(choice, moved.get(left - 1) ?? left - 1);
  }
  return undefined;
}

function take(numbers: Generator<number, undefined>, most: number): number[] {
  const taken: number[] = [];
  while (taken.length < most) {
    const { value } = numbers.next();
    if (value === undefined) break;
    taken.push(value);
  }
  return taken;
}
