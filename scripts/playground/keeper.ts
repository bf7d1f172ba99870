import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadSettings } from '../../settings';
import { signIn } from '../drill/connection';
import { drillRegion } from '../drill/population';
import { isAlive } from '../local-cloud/process/description';
import { LocalEnvironment } from '../local-deploy/environment';
import { serveControl } from './control';
import { environmentOf } from './environment';
import type { Message } from './message';
import { startOptions } from './options';
import { CLOUD, incidentsOf, stateFileOf } from './place';
import { endProcesses, listProcesses, withDescendants } from './processes';
import { PlaygroundService } from './service';
import { writeState, type State } from './state';

/** Milliseconds of the wall between two looks at the local cloud's process. */
const LOOK_EVERY = 1_000;

/**
 * The background process of a playground: owns its local cloud and its workers. Ends on SIGTERM, when its cloud is gone,
 * and, before it is ready, with the command that started it.
 */
async function keep(): Promise<void> {
  const { values } = parseArgs({ options: { folder: { type: 'string' }, options: { type: 'string' } } });
  const { folder = '', options: given = '' } = values;
  const options = startOptions.parse(JSON.parse(given));
  const end = endOnce(folder);
  let service: PlaygroundService | undefined;
  process.once('SIGTERM', () => {
    end(0);
  });
  process.once('disconnect', () => {
    if (service === undefined) end(1);
  });
  try {
    const running = (): PlaygroundService => {
      if (service === undefined) throw new Error('the playground is not ready yet');
      return service;
    };
    const { port, key } = await serveControl({
      status: async () => running().status(),
      corrupt: async () => running().corrupt(),
      'lose-region': async () => running().loseRegion(),
      'return-region': async () => running().returnRegion(),
    });
    const state: State = {
      ...{ pid: process.pid, starterPid: process.ppid, port, key },
      startedAt: new Date().toISOString(),
    };
    writeState(stateFileOf(folder), state);
    const environment = await LocalEnvironment.start({
      settings: loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      speed: options.speed,
      name: CLOUD,
      parent: folder,
      progress,
    });
    endWithCloud(environment, end);
    const incidents = incidentsOf(folder);
    const started = await PlaygroundService.start(environment, { ...options, incidents, progress });
    service = started;
    void started.protect();
    const operator = await signIn(drillRegion(environment), 'recovery-operator', 'playground-operator');
    writeState(stateFileOf(folder), { ...state, env: environmentOf({ environment, operator, incidents }) });
    tell({ ready: await started.status() });
  } catch (error) {
    const { message, code = 'FAILED' } = error as Error & { code?: string };
    console.error(message);
    tell({ failed: { code, message } });
    end(1);
  }
}

function progress(line: string): void {
  console.error(line);
  tell({ progress: line });
}

/** Nobody listens once the playground is ready. */
function tell(message: Message): void {
  if (process.connected) process.send?.(message);
}

function endWithCloud({ cloud }: LocalEnvironment, end: (status: number) => void): void {
  setInterval(() => {
    if (!isAlive(cloud.description.pid)) end(0);
  }, LOOK_EVERY);
}

/** Ends everything that this process started, then its folder, then itself. */
function endOnce(folder: string): (status: number) => void {
  let isEnding = false;
  const end = async (status: number): Promise<void> => {
    const below = withDescendants(await listProcesses(), ({ parent }) => parent === process.pid);
    await endProcesses(below);
    rmSync(folder, { recursive: true, force: true });
    process.exit(status);
  };
  return (status) => {
    if (isEnding) return;
    isEnding = true;
    void end(status);
  };
}

void keep();
