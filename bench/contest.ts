import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { measureNode, type Cost } from './measure';

const PROJECT_ROOT = join(__dirname, '..');
const REGISTER = join(PROJECT_ROOT, 'bin', 'register.js');

/** A server of the bench's own, which everybody who is timed asks. */
export interface Arena {
  /**
   * Runs one program of the bench's folder in a process of its own.
   *
   * @param args come before the name of the file that the program writes its result to, as JSON
   * @throws Error with the program's output when it fails
   */
  run<Result extends object>(program: string, args?: readonly string[]): Promise<Result & { cost: Cost }>;
}

/** Starts `server.ts` of a folder beside this file, for as long as the work takes. */
export async function inArena<Result>(
  folder: string,
  serverArguments: readonly string[],
  work: (arena: Arena) => Promise<Result>,
): Promise<Result> {
  const parent = join(PROJECT_ROOT, '.local-cloud');
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'bench-'));
  const env = { ...process.env, SYNCWELL_ENV: 'drill' };
  const server = fork(join(__dirname, folder, 'server.ts'), serverArguments, {
    execArgv: ['-r', REGISTER],
    env,
  });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const asked = {
      ...env,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    return await work({
      async run<Outcome extends object>(program: string, args: readonly string[] = []) {
        const resultFile = join(scratch, 'result.json');
        const cost = await measureNode(
          ['-r', REGISTER, join(__dirname, folder, program), ...args, resultFile],
          { cwd: PROJECT_ROOT, env: asked, reportFile: join(scratch, 'usage.json') },
        );
        return { ...(JSON.parse(readFileSync(resultFile, 'utf8')) as Outcome), cost };
      },
    });
  } finally {
    server.disconnect();
    rmSync(scratch, { recursive: true });
  }
}

/** What one contender did. */
export interface Rate {
  readonly name: string;
  /** Items or records. */
  readonly count: number;
  /** Of the work itself, without the start of Node.js. */
  readonly seconds: number;
  readonly cost: Cost;
}

/** @param unit what was counted, in the plural */
export function printRates(title: string, unit: string, rates: readonly Rate[]): void {
  const table = new Table({
    head: [title, unit, `${unit}/s`, 'wall', 'process time', 'peak memory'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, count, seconds, cost } of rates) {
    table.push([
      name,
      count.toLocaleString('en'),
      Math.round(count / seconds).toLocaleString('en'),
      `${seconds.toFixed(1)} s`,
      `${cost.processSeconds.toFixed(2)} s`,
      `${cost.peakMegabytes.toFixed(0)} MB`,
    ]);
  }
  console.log(table.toString());
}
