import { inArena, printRates, type Arena, type Rate } from './contest';

const SIZES = [200_000, 800_000];
const RUNS = 2;
const CONTENDERS = [
  { name: 'validateTable', program: 'ours.ts' },
  { name: 'DocumentClient scan', program: 'plain.ts' },
];

interface Seen {
  readonly items: number;
  readonly bad: number;
  readonly seconds: number;
}

/**
 * Times the validation of a table (rules, references, digest) against a plain paginated scan by the document client
 * with the same checks, over the same server, at two sizes; each in a process of its own.
 */
export async function benchValidate(): Promise<void> {
  const rates = await inArena('validate', SIZES.map(String), async (arena) => {
    const measured: Rate[] = [];
    for (const size of SIZES) {
      for (const contender of CONTENDERS) {
        console.error(`validating ${size} items: ${contender.name} (${RUNS} runs) ...`);
        measured.push(await measure(arena, contender, size));
      }
    }
    return measured;
  });
  printRates('validation', 'items', rates);
}

/** The best of a few runs: other work on the machine only ever slows a run down. */
async function measure(
  arena: Arena,
  { name, program }: (typeof CONTENDERS)[number],
  size: number,
): Promise<Rate> {
  const runs: Rate[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { items, bad, seconds, cost } = await arena.run<Seen>(program, [`bench-${size}`]);
    if (items !== size || bad > 0)
      throw new Error(`${name} saw ${items} items and ${bad} bad ones of ${size}`);
    runs.push({ name, count: items, seconds, cost });
  }
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}
