import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../settings';
import type { RolePurpose } from '../../settings/naming';
import { generateUsers } from '../../scripts/drill/generated-users';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { connect, type Clients } from '../../scripts/recovery/aws/clients';
import { clockFrom } from '../../scripts/recovery/incident/connection';
import { targetOf, type Target } from '../../scripts/recovery/aws/target';
import { commandLine } from '../../scripts/cli/command-line';
import { outputOn } from '../../scripts/cli/output';
import type { Clock } from '../../scripts/engine/clock';
import { given } from '../../scripts/engine/given';
import type { Surroundings } from '../../scripts/recover';
import { furnish } from './furnished-cloud';
import { wrongCommandsOf } from './printed-commands';

const ROOT = join(__dirname, '..', '..');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Record<string, string | undefined>;

/** The service of the drill's settings on a local cloud, and people who type commands. */
export interface Service {
  readonly cloud: LocalCloud;
  readonly target: Target;
  readonly clients: Clients;
  readonly clock: Clock;
  /** The live table when it was made. */
  readonly table: string;
  /** A copy of the settings, which commands read and write. */
  readonly settingsDirectory: string;
  /** The environment of somebody who signed in, on a machine of their own. */
  signIn(person: string, role?: RolePurpose): Promise<Env>;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly speed?: number;
  readonly users?: number;
  readonly approvals?: boolean;
}

export async function startService({
  speed = 300,
  users = 3,
  approvals = false,
}: ServiceOptions = {}): Promise<Service> {
  const cloud = await startLocalCloud({ owned: true, speed });
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  const settingsDirectory = join(folder, 'settings');
  cpSync(join(ROOT, 'settings'), settingsDirectory, { recursive: true });
  const file = join(settingsDirectory, 'drill.json');
  const content = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...content, approvals: { required: approvals } }, undefined, 2));
  const env: Env = {
    ...cloud.clientEnvironment(),
    SYNCWELL_ENV: 'drill',
    SYNCWELL_SETTINGS_DIRECTORY: settingsDirectory,
  };
  const target = targetOf(loadSettings({ env, directory: settingsDirectory }));
  const { clock } = clockFrom(env);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const clients = connect(target, { clock, endpoint: cloud.endpoint, credentials });
  const { table } = await furnish(clients, target, { users: generateUsers({ count: users, seed: 1 }) });
  let machines = 0;
  return {
    cloud,
    target,
    clients,
    clock,
    table,
    settingsDirectory,
    async signIn(person, role = 'recovery-operator') {
      const { Credentials } = await clients.sts.send(
        new AssumeRoleCommand({ RoleArn: target.names.roleArn(role), RoleSessionName: person }),
      );
      machines += 1;
      return {
        ...env,
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials?.SessionToken,
        SYNCWELL_INCIDENTS_DIRECTORY: join(folder, `machine-${machines}`),
      };
    },
    async close() {
      clients.destroy();
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A command line within this process: a process of its own costs a second of loading. */
async function typeHere(line: string, theirs: Env): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  const env = { ...process.env, ...theirs };
  const streams = {
    out: (more: string) => void (text.stdout += more),
    error: (more: string) => void (text.stderr += more),
  };
  const status = await commandLine(line.split(' '), {
    streams,
    terminal:
      () =>
      ({ json }) => ({
        surroundings: {
          env,
          signal: new AbortController().signal,
          output: outputOn(streams, { json, columns: 80, colour: false }),
          connecting: connectingOf(env),
        },
        dispose: () => undefined,
      }),
  });
  return { status, ...text };
}

/** What the SDK reads of the environment of its process. */
function connectingOf(env: Env): Surroundings['connecting'] {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  return {
    ...given({ endpoint: AWS_ENDPOINT_URL }),
    ...(AWS_ACCESS_KEY_ID === undefined
      ? {}
      : {
          credentials: {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
            ...given({ sessionToken: AWS_SESSION_TOKEN }),
          },
        }),
  };
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  /** Resolves when its words (standard output and error) match. */
  says(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** Types a command: `recover <line>`. */
export function type(line: string, env: Env): Running {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'recover.js'), ...line.split(' ')], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (data: Buffer) => {
      text[name] += data.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Outcome>((resolve) => {
    child.once('close', (status) => {
      resolve({ status, ...text });
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text.stdout + text.stderr);
          if (found === null) return;
          listeners.delete(look);
          resolve(found[1] ?? found[0]);
        };
        listeners.add(look);
        look();
        void ended.then(() => {
          look();
          reject(new Error(`ended without saying ${String(pattern)}: ${text.stdout}${text.stderr}`));
        });
      }),
  };
}

/**
 * Does what somebody does who types a command and waits for its end: all of the command line but its process.
 *
 * @throws Error when it prints a command that nobody can paste, or for another environment or region
 */
export async function recover(line: string, env: Env): Promise<Outcome> {
  const outcome = await typeHere(line, env);
  const wrong = wrongCommandsOf(line.split(' '), env, `${outcome.stdout}\n${outcome.stderr}`);
  if (wrong.length > 0) throw new Error(`recover ${line} prints\n${wrong.join('\n')}`);
  return outcome;
}
