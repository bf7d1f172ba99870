import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Exit statuses that are an answer, not a failure. @default only 0 */
  readonly accept?: readonly number[];
  /** Gets every line of output as it comes. @default nobody */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  /** Standard output and error, in the order of arrival. */
  readonly output: string;
}

/** A command that ended with a status that is no answer; the message ends with the last lines it printed. */
export class CommandFailed extends Error {
  constructor(
    readonly command: string,
    readonly result: CommandResult,
  ) {
    super(
      `${command} failed with status ${result.status}:\n${result.output.split('\n').slice(-60).join('\n')}`,
    );
    this.name = 'CommandFailed';
  }
}

/**
 * Runs a program without a shell and collects what it prints. It and its children end with this process; Ctrl-C reaches
 * this process alone, which decides what becomes of them.
 *
 * @throws CommandFailed when it ends with a status that is not accepted
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env, accept = [0], onLine }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const endWithUs = (): void => {
    endGroup(child.pid);
  };
  process.once('exit', endWithUs);
  let stdout = '';
  let output = '';
  const take = (chunk: string): void => {
    output += chunk;
    if (onLine) chunk.split('\n').filter(Boolean).forEach(onLine);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    take(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', take);
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  }).finally(() => process.off('exit', endWithUs));
  const result = { status, stdout, output };
  if (!accept.includes(status)) throw new CommandFailed(`${program} ${args.join(' ')}`, result);
  return result;
}

/** Ends a program and everything that it started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
