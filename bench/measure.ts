import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What one process cost. */
export interface Cost {
  /** Seconds from start to end. */
  readonly wallSeconds: number;
  /** Processor seconds, user and system, of the process and its children. */
  readonly processSeconds: number;
  /** The largest resident memory, in MB. */
  readonly peakMegabytes: number;
}

export interface MeasureOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a Node.js program and reads what it cost from the program itself, at its end: its own account of processor
 * time and memory needs no tool that a machine may lack.
 *
 * @throws Error with the program's output when it fails
 */
export async function measureNode(
  args: readonly string[],
  { cwd, env, reportFile }: MeasureOptions & { reportFile: string },
): Promise<Cost> {
  const start = performance.now();
  const child = spawn(process.execPath, ['-r', require.resolve('./report-usage.js'), ...args], {
    cwd,
    env: { ...env, USAGE_REPORT: reportFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed:\n${output.slice(-2000)}`);
  const wallSeconds = (performance.now() - start) / 1000;
  const usage = JSON.parse(readFileSync(reportFile, 'utf8')) as Omit<Cost, 'wallSeconds'>;
  return { wallSeconds, ...usage };
}

/** The run with the middle process time. */
export function median(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((a, b) => a.processSeconds - b.processSeconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no run to take the median of');
  return middle;
}
