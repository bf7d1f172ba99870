import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { measureNode, type Cost } from './measure';

const PROJECT_ROOT = join(__dirname, '..');
const REGISTER = join(PROJECT_ROOT, 'bin', 'register.js');
/** Twice, so that memory that grows with the log would be seen. */
const SIZES = [200_000, 1_000_000];
const CONTENDERS = [
  { name: 'find-restore-point', program: 'ours.ts' },
  { name: 'one answer after the other', program: 'plain.ts' },
];

interface Result {
  readonly name: string;
  readonly records: number;
  readonly bad: number;
  readonly restorePoint: string;
  /** Of the search itself, without the start of Node.js. */
  readonly seconds: number;
  readonly cost: Cost;
}

/**
 * Times the search for the restore point in a stream against a plain reader with the same rules, over the same server,
 * at two sizes; each in a process of its own.
 */
export async function benchRestorePoint(): Promise<void> {
  const parent = join(PROJECT_ROOT, '.local-cloud');
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'bench-'));
  const results: Result[] = [];
  try {
    for (const size of SIZES) results.push(...(await measureSize(size, scratch)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
  print(results);
}

async function measureSize(size: number, scratch: string): Promise<Result[]> {
  const env = { ...process.env, SYNCWELL_ENV: 'drill' };
  const server = fork(join(__dirname, 'restore-point', 'server.ts'), [String(size)], {
    execArgv: ['-r', REGISTER],
    env,
  });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const results: Result[] = [];
    for (const { name, program } of CONTENDERS) {
      console.error(`reading ${size} records: ${name} ...`);
      const resultFile = join(scratch, 'result.json');
      const cost = await measureNode(
        ['-r', REGISTER, join(__dirname, 'restore-point', program), resultFile],
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
      results.push({
        name,
        ...(JSON.parse(readFileSync(resultFile, 'utf8')) as Omit<Result, 'name' | 'cost'>),
        cost,
      });
    }
    requireSame(results, size);
    return results;
  } finally {
    server.disconnect();
  }
}

/** Readers that saw something else are not compared. */
function requireSame(results: readonly Result[], size: number): void {
  const seen = results.map(({ records, bad, restorePoint }) =>
    JSON.stringify({ records, bad, restorePoint }),
  );
  if (new Set(seen).size === 1 && results[0]?.records === size && results[0].bad > 0) return;
  throw new Error(`of ${size} records the readers saw ${seen.join(' and ')}`);
}

function print(results: readonly Result[]): void {
  const table = new Table({
    head: ['restore point', 'records', 'records/s', 'wall', 'process time', 'peak memory'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, records, seconds, cost } of results) {
    table.push([
      name,
      records.toLocaleString('en'),
      Math.round(records / seconds).toLocaleString('en'),
      `${seconds.toFixed(1)} s`,
      `${cost.processSeconds.toFixed(2)} s`,
      `${cost.peakMegabytes.toFixed(0)} MB`,
    ]);
  }
  console.log(table.toString());
}
