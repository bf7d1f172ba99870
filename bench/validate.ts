import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { measureNode, type Cost } from './measure';

const PROJECT_ROOT = join(__dirname, '..');
const REGISTER = join(PROJECT_ROOT, 'bin', 'register.js');
const SIZES = [200_000, 800_000];
const RUNS = 2;
const CONTENDERS = [
  { name: 'validateTable', program: 'ours.ts' },
  { name: 'DocumentClient scan', program: 'plain.ts' },
];

interface Result {
  readonly name: string;
  readonly items: number;
  readonly bad: number;
  /** Of the validation itself, without the start of Node.js. */
  readonly seconds: number;
  readonly cost: Cost;
}

/**
 * Times the validation of a table (rules, references, digest) against a plain paginated scan by the document client
 * with the same checks, over the same server, at two sizes; each in a process of its own.
 */
export async function benchValidate(): Promise<void> {
  const parent = join(PROJECT_ROOT, '.local-cloud');
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'bench-'));
  const env = { ...process.env, SYNCWELL_ENV: 'drill' };
  const server = fork(join(__dirname, 'validate', 'server.ts'), SIZES.map(String), {
    execArgv: ['-r', REGISTER],
    env,
  });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const results: Result[] = [];
    for (const size of SIZES) {
      for (const contender of CONTENDERS) {
        console.error(`validating ${size} items: ${contender.name} (${RUNS} runs) ...`);
        results.push(await measure(contender, { size, port, scratch, env }));
      }
    }
    print(results);
  } finally {
    server.disconnect();
    rmSync(scratch, { recursive: true });
  }
}

interface MeasureProps {
  readonly size: number;
  readonly port: number;
  readonly scratch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The best of a few runs: other work on the machine only ever slows a run down. */
async function measure(
  { name, program }: (typeof CONTENDERS)[number],
  { size, port, scratch, env }: MeasureProps,
): Promise<Result> {
  const runs: Result[] = [];
  for (let run = 0; run < RUNS; run++) {
    const resultFile = join(scratch, 'result.json');
    const cost = await measureNode(
      ['-r', REGISTER, join(__dirname, 'validate', program), `bench-${size}`, resultFile],
      {
        cwd: PROJECT_ROOT,
        env: {
          ...env,
          AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
        },
        reportFile: join(scratch, 'usage.json'),
      },
    );
    const { items, bad, seconds } = JSON.parse(readFileSync(resultFile, 'utf8')) as Omit<
      Result,
      'name' | 'cost'
    >;
    if (items !== size || bad > 0)
      throw new Error(`${name} saw ${items} items and ${bad} bad ones of ${size}`);
    runs.push({ name, items, bad, seconds, cost });
  }
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

function print(results: readonly Result[]): void {
  const table = new Table({
    head: ['validation', 'items', 'items/s', 'wall', 'process time', 'peak memory'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, items, seconds, cost } of results) {
    table.push([
      name,
      items.toLocaleString('en'),
      Math.round(items / seconds).toLocaleString('en'),
      `${seconds.toFixed(1)} s`,
      `${cost.processSeconds.toFixed(2)} s`,
      `${cost.peakMegabytes.toFixed(0)} MB`,
    ]);
  }
  console.log(table.toString());
}
