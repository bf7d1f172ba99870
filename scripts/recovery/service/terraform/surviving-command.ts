import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRIVATE_FILE } from '../../../engine/private-file';
import { CommandFailed, type CommandResult } from './run-command';

export interface SurvivingOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: SurvivorFiles;
  /** Gets every line of output as it comes. @default nobody */
  readonly onLine?: (line: string) => void;
}

/** Where a program that outlives us says who it is, and what it has to say. */
export interface SurvivorFiles {
  readonly processId: string;
  readonly output: string;
}

/** Wall milliseconds between two looks: programs keep to the wall's time. */
const BETWEEN_LOOKS = 500;

/** Writes down who it is, then becomes the program: there is no moment at which it works and is not known. */
const INTRODUCED = '(umask 077; echo $$ > "$0") && exec "$@"';

/**
 * Runs a program that goes on to its end when this process is killed: what Terraform has begun and does not write into
 * its state, nobody knows of. Its output goes to a file, because a pipe without a reader would end it.
 *
 * @throws CommandFailed
 */
export async function runSurviving(
  program: string,
  args: readonly string[],
  { cwd, env, files, onLine = () => undefined }: SurvivingOptions,
): Promise<CommandResult> {
  const output = openSync(files.output, 'w', PRIVATE_FILE);
  const child = spawn('/bin/sh', ['-c', INTRODUCED, files.processId, program, ...args], {
    cwd,
    env,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  let told = 0;
  const tell = (): string => {
    const text = readFileSync(files.output, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    text.slice(told, end).split('\n').filter(Boolean).forEach(onLine);
    told = Math.max(told, end);
    return text;
  };
  const timer = setInterval(tell, BETWEEN_LOOKS);
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  }).finally(() => {
    clearInterval(timer);
  });
  const text = tell();
  const result = { status, stdout: text, output: text };
  if (status !== 0) throw new CommandFailed(`${program} ${args.join(' ')}`, result);
  return result;
}

/**
 * Waits until a program that was left behind has ended.
 *
 * @returns whether there was one, alive or not @throws the signal's reason
 */
export async function awaitSurvivor(
  { processId }: Pick<SurvivorFiles, 'processId'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (!existsSync(processId)) return false;
  const id = Number(readFileSync(processId, 'utf8'));
  while (isAlive(id)) await sleep(BETWEEN_LOOKS, undefined, { signal });
  return true;
}

function isAlive(id: number): boolean {
  if (!Number.isInteger(id) || id <= 1) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
