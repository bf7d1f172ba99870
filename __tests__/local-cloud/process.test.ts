import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startLocalCloud } from '../../scripts/local-cloud/local-cloud';
import { folderOf, isAlive, readDescription } from '../../scripts/local-cloud/process/description';

const ROOT = join(__dirname, '..', '..');
const REGISTER = join(ROOT, 'bin', 'register.js');
const unique = () => `test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;

function recover(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(ROOT, 'bin', 'recover.js'), 'local-cloud', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('recover local-cloud', () => {
  const name = unique();
  let started: { endpoint: string; pid: number };

  beforeAll(() => {
    const { status, stdout, stderr } = recover('start', '--name', name, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
    started = JSON.parse(stdout);
  }, 120_000);

  afterAll(() => {
    recover('stop', '--name', name);
  });

  it('start --json says where it is, on loopback only, and leaves it running', () => {
    expect(started.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(isAlive(started.pid)).toBe(true);
  });

  it('status shows it, and the regions that are dark', () => {
    expect(recover('region', 'eu-west-1', 'down', '--mode', 'hang', '--name', name).status).toBe(0);
    const { stdout } = recover('status', '--name', name, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ...started, dark: { 'eu-west-1': 'hang' } });
    expect(recover('region', 'eu-west-1', 'up', '--name', name).status).toBe(0);
  });

  it('start refuses a second one of the name and says how to end the first', () => {
    const { status, stderr } = recover('start', '--name', name);
    expect(status).toBe(4);
    expect(stderr).toContain(
      `runs already at ${started.endpoint}.\nnext: node bin/recover.js local-cloud stop --name ${name}\n`,
    );
  });

  it('env prints what points clients at it', () => {
    const { stdout } = recover('env', '--name', name);
    expect(stdout).toContain(`export AWS_ENDPOINT_URL='${started.endpoint}'`);
    expect(stdout).toContain('unset AWS_PROFILE');
    expect(stdout).toContain('unset SYNCWELL_CLOCK');
    expect(stdout).toContain('export TF_CLI_CONFIG_FILE=');
  });

  it('faults makes calls fail until it is told otherwise', async () => {
    const ask = () =>
      fetch(started.endpoint, {
        method: 'POST',
        headers: {
          authorization:
            'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, Signature=0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
        },
        body: '{}',
      });
    expect(recover('faults', '--rate', '1', '--kind', '503', '--name', name).status).toBe(0);
    expect((await ask()).status).toBe(503);
    expect(recover('faults', '--clear', '--name', name).status).toBe(0);
    expect((await ask()).status).toBe(200);
  });

  it.each([
    ['an unknown region', ['region', 'us-east-9', 'down'], '"us-east-9" is no region. Known: af-south-1'],
    [
      'an unknown state',
      ['region', 'us-east-1', 'away'],
      "'away' is invalid for argument 'state'. Allowed choices are down, up",
    ],
    ['an unknown mode', ['region', 'us-east-1', 'down', '--mode', 'slow'], 'refuse, hang, data-plane-only'],
    [
      'a port that is none',
      ['start', '--port', 'http'],
      '--port "http": give a whole number from 0 to 65535',
    ],
    ['a speed that is none', ['start', '--speed', '0'], '--speed "0": give a number from 1 to 100000'],
    ['a name with a slash', ['start', '--name', '../x'], '--name "../x"'],
    ['a fault that is none', ['faults', '--rate', '1', '--kind', 'fire'], '--kind "fire" is no fault'],
    ['a share above 1', ['faults', '--rate', '20'], '--rate "20": give a number from 0 to 1'],
    ['faults without a share', ['faults'], 'give --rate'],
    ['an unknown command', ['begin'], "unknown command 'begin'"],
  ])('refuses %s with status 2', (_, args, message) => {
    const { status, stderr } = recover(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it('stop ends it with everything it had; then there is nothing to stop', () => {
    const { motoPid } = readDescription(name)!;
    expect(recover('stop', '--name', name).status).toBe(0);
    expect([isAlive(started.pid), isAlive(motoPid), existsSync(folderOf(name))]).toEqual([
      false,
      false,
      false,
    ]);
    const { status, stdout } = recover('stop', '--name', name, '--json');
    expect(status).toBe(4);
    expect(JSON.parse(stdout).error.code).toBe('NOT_RUNNING');
  });
});

describe('a port that is taken', () => {
  it('is told, and nothing is left', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const name = unique();
    await expect(startLocalCloud({ name, port })).rejects.toThrow(`Port ${port} is taken`);
    expect(existsSync(folderOf(name))).toBe(false);
    server.close();
  }, 60_000);
});

describe('no orphan is left', () => {
  it('when the gateway is killed: moto ends with it, and a new one may take the name', async () => {
    const name = unique();
    const { pid, motoPid } = (await startLocalCloud({ name })).description;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid) && !isAlive(motoPid));
    const again = await startLocalCloud({ name });
    await again.stop();
  }, 60_000);

  it('when the owner is killed: the whole cloud ends', async () => {
    const name = unique();
    const script = `require(${JSON.stringify(join(ROOT, 'scripts/local-cloud/local-cloud.ts'))})
      .startLocalCloud({ name: ${JSON.stringify(name)}, owned: true }).then(() => console.log('ready'));
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['-r', REGISTER, '-e', script], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    const { pid, motoPid } = readDescription(name)!;
    owner.kill('SIGKILL');
    await until(() => !isAlive(pid) && !isAlive(motoPid));
    expect(existsSync(folderOf(name))).toBe(false);
  }, 60_000);
});
