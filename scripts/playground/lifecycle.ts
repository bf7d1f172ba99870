import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, readDescription } from '../local-cloud/process/description';
import { LocalCloud } from '../local-cloud/local-cloud';
import { PreconditionError } from '../local-cloud/precondition';
import { PROJECT_ROOT } from '../project-root';
import type { Message } from './message';
import type { StartOptions } from './options';
import { CLOUD, FOLDER, logFileOf, stateFileOf } from './place';
import { endProcesses, listProcesses, withDescendants, type RunningProcess } from './processes';
import { readState, type State } from './state';
import type { Status } from './status';

const KEEPER = join(__dirname, 'keeper.ts');

/** The playground that runs and is ready. @throws PreconditionError NOT_RUNNING, NOT_READY */
export async function findPlayground(folder = FOLDER): Promise<State> {
  const { keeper, state } = await processesOf(folder);
  if (keeper === undefined || state === undefined) {
    throw new PreconditionError('NOT_RUNNING', 'No playground runs.\nnext: npm run playground');
  }
  if (state.env === undefined) {
    throw new PreconditionError(
      'NOT_READY',
      `The playground is not ready yet: process ${state.starterPid} waits for it.\nnext: npm run playground -- stop`,
    );
  }
  return state;
}

export interface StartProps {
  readonly options: StartOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: (line: string) => void;
}

/**
 * Starts a playground and returns when it is ready. What an earlier start left half done is removed first.
 *
 * @throws PreconditionError ALREADY_RUNNING, ALREADY_STARTING, and what the start met
 */
export async function startPlayground({ options, env, progress }: StartProps): Promise<Status> {
  const { keeper, state, starter } = await processesOf(FOLDER);
  if (keeper !== undefined && (state?.env !== undefined || starter !== undefined)) {
    const [code, words] =
      state?.env === undefined
        ? ['ALREADY_STARTING', 'is being started']
        : ['ALREADY_RUNNING', `runs since ${state.startedAt}`];
    throw new PreconditionError(
      code,
      `A playground ${words} (process ${keeper.pid}); only one runs at a time.\nnext: npm run playground -- status   (to end it: npm run playground -- stop)`,
    );
  }
  await endPlayground();
  mkdirSync(FOLDER, { recursive: true });
  const log = openSync(logFileOf(FOLDER), 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      ...['-r', join(PROJECT_ROOT, 'bin', 'register.js'), KEEPER],
      ...['--folder', FOLDER, '--options', JSON.stringify(options)],
    ],
    { cwd: PROJECT_ROOT, env: { ...env }, detached: true, stdio: ['ignore', log, log, 'ipc'] },
  );
  const status = await awaitReady(child, progress);
  child.disconnect();
  child.unref();
  return status;
}

function awaitReady(child: ChildProcess, progress: (line: string) => void): Promise<Status> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Message) => {
      if ('progress' in message) progress(message.progress);
      else if ('ready' in message) resolve(message.ready);
      else reject(new PreconditionError(message.failed.code, message.failed.message));
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      reject(new Error(`The playground ended with status ${status ?? 'unknown'} before it was ready.`));
    });
  });
}

/** Ends the playground with everything it started, whole or half started. @returns whether anything was there */
export async function endPlayground(folder = FOLDER): Promise<boolean> {
  const wasThere = existsSync(folder);
  const members = withDescendants(await listProcesses(), isMember(folder));
  await endProcesses(members);
  // One that was owned by a process that was killed ends by itself, and may need a moment.
  const description = readDescription(CLOUD);
  if (description !== undefined) await new LocalCloud(description).stop();
  for (const left of [folder, folderOf(CLOUD)]) rmSync(left, { recursive: true, force: true });
  return wasThere || members.length > 0 || description !== undefined;
}

interface PlaygroundProcesses {
  readonly state: State | undefined;
  readonly keeper: RunningProcess | undefined;
  /** The command that waits until the playground is ready. */
  readonly starter: RunningProcess | undefined;
}

/** A process id alone says little: another program may have it by now. */
async function processesOf(folder: string): Promise<PlaygroundProcesses> {
  const processes = await listProcesses();
  const keeper = processes.find(({ args }) => isKeeper(folder, args));
  return {
    state: readState(stateFileOf(folder)),
    keeper,
    starter: processes.find(({ pid }) => pid === keeper?.parent && pid !== 1),
  };
}

function isKeeper(folder: string, args: string): boolean {
  return args.includes(`${KEEPER} --folder ${folder} `);
}

/** Processes of the playground: also those of one whose background process was killed. */
export function isMember(folder: string): (one: RunningProcess) => boolean {
  return ({ args }) => isKeeper(folder, args) || args.includes(` --output ${folder}/`);
}
