import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { runCommand } from '../scripts/recovery/service/terraform/run-command';
import { terraformProgram } from '../scripts/recovery/service/terraform/terraform-program';
import { measureNode } from './measure';
import { makeLargePlan, type LargePlan } from './plan-review/large-plan';

const PROJECT_ROOT = join(__dirname, '..');
const SIZES = [500, 5000];
const RUNS = 3;

interface Result {
  readonly name: string;
  readonly resources: number;
  readonly megabytes: number;
  readonly wallSeconds: number;
  /** Known of our own process only. */
  readonly processSeconds?: number;
  readonly peakMegabytes?: number;
  readonly characters: number;
}

/**
 * Times the review of real plans against `terraform show -no-color` of the same plans, and counts what a reader of each
 * has to read.
 */
export async function benchPlanReview(): Promise<void> {
  const parent = join(PROJECT_ROOT, '.local-cloud');
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'bench-'));
  try {
    const results: Result[] = [];
    for (const size of SIZES) {
      console.error(`planning ${size} resources with Terraform ...`);
      const plan = await makeLargePlan(scratch, size);
      console.error(`reviewing and showing them (${RUNS} runs each) ...`);
      results.push(await best(() => review(plan, size)), await best(() => show(plan, size)));
    }
    print(results);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Other work on the machine only ever slows a run down. */
async function best(run: () => Promise<Result>): Promise<Result> {
  const runs: Result[] = [];
  for (let count = 0; count < RUNS; count++) runs.push(await run());
  return runs.reduce((fastest, one) => (one.wallSeconds < fastest.wallSeconds ? one : fastest));
}

async function review({ folder, json }: LargePlan, resources: number): Promise<Result> {
  const out = join(folder, 'comment.md');
  // Hazards are not what is measured: none of these resources is of a kind that has any.
  const cost = await measureNode(
    [join(PROJECT_ROOT, 'bin', 'recover.js'), 'plan-review', json, '--out', out],
    {
      cwd: PROJECT_ROOT,
      env: process.env,
      reportFile: join(folder, 'usage.json'),
    },
  );
  const characters = readFileSync(out, 'utf8').length;
  return {
    name: 'recover plan-review',
    resources,
    megabytes: statSync(json).size / 1e6,
    characters,
    ...cost,
  };
}

async function show({ folder, saved, json }: LargePlan, resources: number): Promise<Result> {
  const start = performance.now();
  const { stdout } = await runCommand(terraformProgram(process.env), ['show', '-no-color', saved], {
    cwd: folder,
    env: process.env,
  });
  const wallSeconds = (performance.now() - start) / 1000;
  return {
    name: 'terraform show -no-color',
    resources,
    megabytes: statSync(json).size / 1e6,
    wallSeconds,
    characters: stdout.length,
  };
}

function print(results: readonly Result[]): void {
  const table = new Table({
    head: ['', 'resources', 'plan', 'wall', 'process time', 'peak memory', 'characters'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const {
    name,
    resources,
    megabytes,
    wallSeconds,
    processSeconds,
    peakMegabytes,
    characters,
  } of results) {
    table.push([
      name,
      resources.toLocaleString('en'),
      `${megabytes.toFixed(0)} MB`,
      `${wallSeconds.toFixed(2)} s`,
      processSeconds === undefined ? '' : `${processSeconds.toFixed(2)} s`,
      peakMegabytes === undefined ? '' : `${peakMegabytes.toFixed(0)} MB`,
      characters.toLocaleString('en'),
    ]);
  }
  console.log(table.toString());
}
