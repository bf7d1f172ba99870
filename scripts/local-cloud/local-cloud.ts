import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ClockReading } from './clock';
import { clientEnvironment } from './environment';
import type { DarkMode } from './gateway/dark-regions';
import type { FaultPlan } from './gateway/faults';
import type { RequestFilter, RequestRecord } from './gateway/request-log';
import { findMoto } from './moto/find-moto';
import { PROJECT_ROOT } from './paths';
import { PreconditionError } from './precondition';
import type { ServicesProps } from './services';
import { folderOf, isAlive, readDescription, type Description } from './process/description';

const READY_TIMEOUT = 120_000;
const POLL_INTERVAL = 50;

/** Whether IAM is enforced. */
export const IAM_MODES = ['on', 'off'] as const;
export type IamMode = (typeof IAM_MODES)[number];

export interface StartOptions {
  /** @default a name of its own when owned, else `default` */
  readonly name?: string;
  /** @default 0: any free port */
  readonly port?: number;
  /** How many times as fast as the wall's clock the cloud's runs. @default 1 */
  readonly speed?: number;
  /** Whether the quotas of the real services hold, on the cloud's clock. @default false */
  readonly throttle?: boolean;
  /** Whether calls are refused for want of rights; off, everybody may do everything. @default off */
  readonly iam?: IamMode;
  /** How services differ from their usual selves. @default they do not */
  readonly services?: ServicesProps;
  /** An owned cloud ends with the process that started it, however that ends. @default false: it is left running */
  readonly owned?: boolean;
  /** @default the environment of this process */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets a line before something slow begins. @default nobody */
  readonly progress?: (line: string) => void;
}

/**
 * Starts a local cloud and returns when it is ready.
 *
 * @throws PreconditionError when one of that name runs already, the port is taken, or moto cannot be had
 */
export async function startLocalCloud(options: StartOptions = {}): Promise<LocalCloud> {
  const {
    owned = false,
    port = 0,
    speed = 1,
    throttle = false,
    iam = 'off',
    services = {},
    env = process.env,
    progress = () => undefined,
  } = options;
  const name = options.name ?? (owned ? `owned-${randomBytes(4).toString('hex')}` : 'default');
  const running = readDescription(name);
  if (running !== undefined) {
    throw new PreconditionError(
      'ALREADY_RUNNING',
      `The local cloud ${name} runs already at ${running.endpoint}.`,
      `npx recover local-cloud stop --name ${name}`,
    );
  }
  const python = findMoto({ env, progress });
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const output = join(folder, 'output.log');
  const log = openSync(output, 'a');
  const child = spawn(
    process.execPath,
    [
      '-r',
      join(PROJECT_ROOT, 'bin', 'register.js'),
      join(__dirname, 'process', 'serve.ts'),
      ...['--name', name, '--python', python, '--port', String(port), '--speed', String(speed)],
      ...(owned ? ['--owned'] : []),
      ...(throttle ? ['--throttle'] : []),
      ...(iam === 'on' ? ['--iam'] : []),
      ...['--services', JSON.stringify(services)],
    ],
    { cwd: PROJECT_ROOT, env: { ...env }, detached: true, stdio: [owned ? 'pipe' : 'ignore', log, log] },
  );
  let ended = false;
  child.once('exit', () => (ended = true));
  const description = await awaitReady(name, () => ended).catch((error: unknown) => {
    child.kill();
    const printed = readFileSync(output, 'utf8').trim();
    rmSync(folder, { recursive: true, force: true });
    const why = printed.includes('EADDRINUSE') ? `Port ${port} is taken. Choose another, or none.` : printed;
    throw new PreconditionError(
      'NOT_STARTED',
      why === '' ? (error as Error).message : why,
      `npx recover local-cloud start --name ${name}`,
    );
  });
  // The cloud may outlive this process, and must not keep it alive.
  child.unref();
  return new LocalCloud(description);
}

async function awaitReady(name: string, ended: () => boolean): Promise<Description> {
  const deadline = Date.now() + READY_TIMEOUT;
  while (Date.now() < deadline && !ended()) {
    const description = readDescription(name);
    if (description !== undefined) return description;
    await pause();
  }
  throw new Error(
    ended() ? 'the local cloud ended before it was ready' : 'the local cloud was not ready in time',
  );
}

/** @throws PreconditionError when none of that name runs */
export function findLocalCloud(name = 'default'): LocalCloud {
  const description = readDescription(name);
  if (description === undefined) {
    throw new PreconditionError(
      'NOT_RUNNING',
      `No local cloud ${JSON.stringify(name)} is running.`,
      `npx recover local-cloud start --name ${name}`,
    );
  }
  return new LocalCloud(description);
}

export interface Status {
  /** Cloud time in milliseconds since the epoch. */
  readonly now: number;
  readonly speed: number;
  readonly clock: ClockReading;
  /** Whether the quotas of the real services hold. */
  readonly throttle: boolean;
  /** Whether calls are refused for want of rights. */
  readonly iam: IamMode;
  readonly dark: Record<string, DarkMode>;
}

/** A running local cloud, as those see it that use and steer it. */
export class LocalCloud {
  constructor(readonly description: Description) {}

  get name(): string {
    return this.description.name;
  }

  /** For `AWS_ENDPOINT_URL`. */
  get endpoint(): string {
    return this.description.endpoint;
  }

  /** What points the AWS SDKs, the AWS CLI, Terraform and cdktf at this cloud; undefined unsets. */
  clientEnvironment(
    env: Readonly<Record<string, string | undefined>> = process.env,
  ): Record<string, string | undefined> {
    const { endpoint, resolver } = this.description;
    return clientEnvironment({ endpoint, resolver, clock: this.clock() }, env);
  }

  /** What makes a clock of one's own show the cloud's time; the argument of `clockOf` in `scripts/engine/clock.ts`. */
  clock(): ClockReading {
    return this.description.clock;
  }

  /** The cloud's time, in milliseconds since the epoch. */
  async now(): Promise<number> {
    return (await this.status()).now;
  }

  async status(): Promise<Status> {
    return (await this.call('status')) as Status;
  }

  /** Makes a region dark, or brings it back. */
  async setRegion(region: string, mode: DarkMode | 'up'): Promise<void> {
    await this.call('regions', { method: 'POST', body: JSON.stringify({ region, mode }) });
  }

  /** From now on a share of the calls fails. */
  async injectFaults(plan: FaultPlan): Promise<void> {
    await this.call('faults', { method: 'POST', body: JSON.stringify(plan) });
  }

  async clearFaults(): Promise<void> {
    await this.call('faults', { method: 'DELETE' });
  }

  /** From now on the quotas of the real services hold, or no longer do. */
  async throttle(enabled: boolean): Promise<void> {
    await this.call('throttling', { method: 'POST', body: JSON.stringify({ enabled }) });
  }

  /** The requests that the cloud was asked, oldest first. */
  async requests(filter: RequestFilter = {}): Promise<RequestRecord[]> {
    const query = new URLSearchParams(
      Object.entries(filter).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return (await this.call(`requests?${query.toString()}`)) as RequestRecord[];
  }

  /** Ends it and returns when it is gone, with its state and its folder. */
  async stop(): Promise<void> {
    const { pid, motoPid, name } = this.description;
    if (isAlive(pid)) process.kill(pid, 'SIGTERM');
    while (isAlive(pid) || isAlive(motoPid)) await pause();
    rmSync(folderOf(name), { recursive: true, force: true });
  }

  private async call(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${this.endpoint}/_local-cloud/${path}`, init);
    const content = (await response.json()) as { message?: string };
    if (!response.ok) throw new Error(content.message);
    return content;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
}
