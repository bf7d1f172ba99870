import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { copyWithBarrelImports } from './barrel-copy';
import { measureNode, median, type Cost } from './measure';

const PROJECT_ROOT = join(__dirname, '..');
const REGISTER = join(PROJECT_ROOT, 'bin', 'register.js');

interface Contender {
  readonly name: string;
  readonly directory: string;
  readonly loader: string;
  readonly runs: number;
}

/**
 * Times the synthesis of every stack of the drill environment: this app as cdktf.json starts it, against the same
 * stacks run by type-checked ts-node (what `cdktf init` generates) and against imports from the provider's barrel.
 */
export async function benchSynth(): Promise<void> {
  const parent = join(PROJECT_ROOT, '.local-cloud');
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'bench-'));
  try {
    const barrel = join(scratch, 'barrel');
    copyWithBarrelImports(PROJECT_ROOT, barrel);
    const contenders: Contender[] = [
      { name: 'this app', directory: PROJECT_ROOT, loader: REGISTER, runs: 7 },
      { name: 'ts-node, type-checked', directory: PROJECT_ROOT, loader: 'ts-node/register', runs: 3 },
      { name: 'barrel import, our loader', directory: barrel, loader: REGISTER, runs: 3 },
      { name: 'barrel import, ts-node', directory: barrel, loader: 'ts-node/register', runs: 1 },
    ];
    const results: { name: string; cost: Cost }[] = [];
    for (const contender of contenders) {
      console.error(`synthesizing: ${contender.name} (${contender.runs} runs) ...`);
      results.push({ name: contender.name, cost: await measure(contender, scratch) });
    }
    print(results);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function measure({ directory, loader, runs }: Contender, scratch: string): Promise<Cost> {
  const costs: Cost[] = [];
  for (let run = 0; run < runs; run++) {
    costs.push(
      await measureNode(['-r', loader, join(directory, 'main.ts')], {
        cwd: directory,
        env: { ...process.env, SYNCWELL_ENV: 'drill', CDKTF_OUTDIR: join(scratch, 'out') },
        reportFile: join(scratch, 'usage.json'),
      }),
    );
  }
  return median(costs);
}

function print(results: readonly { name: string; cost: Cost }[]): void {
  const [ours] = results;
  if (ours === undefined) return;
  const table = new Table({
    head: ['synthesis of all stacks', 'process time', 'wall', 'peak memory', 'ratio (process time)'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, cost } of results) {
    table.push([
      name,
      `${cost.processSeconds.toFixed(2)} s`,
      `${cost.wallSeconds.toFixed(2)} s`,
      `${cost.peakMegabytes.toFixed(0)} MB`,
      `${(cost.processSeconds / ours.cost.processSeconds).toFixed(1)} x`,
    ]);
  }
  console.log(table.toString());
}
