import { inArena, printRates, type Rate } from './contest';

/** Twice, so that memory that grows with the log would be seen. */
const SIZES = [200_000, 1_000_000];
const CONTENDERS = [
  { name: 'find-restore-point', program: 'ours.ts' },
  { name: 'one answer after the other', program: 'plain.ts' },
];

interface Seen {
  readonly records: number;
  readonly bad: number;
  readonly restorePoint: string;
  readonly seconds: number;
}

/**
 * Times the search for the restore point in a stream against a plain reader with the same rules, over the same server,
 * at two sizes; each in a process of its own.
 */
export async function benchRestorePoint(): Promise<void> {
  const rates: Rate[] = [];
  for (const size of SIZES) rates.push(...(await measureSize(size)));
  printRates('restore point', 'records', rates);
}

function measureSize(size: number): Promise<Rate[]> {
  return inArena('restore-point', [String(size)], async (arena) => {
    const seen: Seen[] = [];
    const rates: Rate[] = [];
    for (const { name, program } of CONTENDERS) {
      console.error(`reading ${size} records: ${name} ...`);
      const { cost, ...result } = await arena.run<Seen>(program);
      seen.push(result);
      rates.push({ name, count: result.records, seconds: result.seconds, cost });
    }
    requireSame(seen, size);
    return rates;
  });
}

/** Readers that saw something else are not compared. */
function requireSame(seen: readonly Seen[], size: number): void {
  const texts = seen.map(({ records, bad, restorePoint }) => JSON.stringify({ records, bad, restorePoint }));
  if (new Set(texts).size === 1 && seen[0]?.records === size && seen[0].bad > 0) return;
  throw new Error(`of ${size} records the readers saw ${texts.join(' and ')}`);
}
