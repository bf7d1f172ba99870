import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from '../recovery/service/terraform/run-command';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its program and arguments. */
  readonly args: string;
}

/** Every process of this machine. */
export async function listProcesses(): Promise<readonly RunningProcess[]> {
  const { stdout } = await runCommand('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], {
    cwd: process.cwd(),
    env: process.env,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // A zombie has ended; its parent has not asked for its status yet.
    return pid === undefined || state.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** The processes that are wanted, and everything that they started. */
export function withDescendants(
  processes: readonly RunningProcess[],
  wanted: (one: RunningProcess) => boolean,
): readonly number[] {
  const found = new Set(processes.filter(wanted).map(({ pid }) => pid));
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Milliseconds of the wall that processes have to end by themselves. */
const PATIENCE = 10_000;
const LOOK_EVERY = 100;

/** Ends processes and returns when none is left. */
export async function endProcesses(pids: readonly number[], patience = PATIENCE): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGTERM');
  const deadline = performance.now() + patience;
  while (await anyOf(pids)) {
    if (performance.now() > deadline) for (const pid of pids) signal(pid, 'SIGKILL');
    await delay(LOOK_EVERY);
  }
}

async function anyOf(pids: readonly number[]): Promise<boolean> {
  return (await listProcesses()).some(({ pid }) => pids.includes(pid));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
