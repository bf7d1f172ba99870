import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { shellLines } from '../../scripts/playground/environment';
import { countWrites, type Status } from '../../scripts/playground/status';
import { statusLines, whatToTry } from '../../scripts/playground/words';

const ROOT = join(__dirname, '..', '..');
const STATUS: Status = {
  endpoint: 'http://127.0.0.1:4000',
  environment: 'drill',
  region: 'us-east-1',
  now: '2026-03-01T04:15:00.000Z',
  speed: 20,
  liveTable: 'SyncWellMetadata',
  writesGoOn: true,
  users: 100,
  items: 640,
  tokens: 170,
  worker: { good: 40, bad: 3, refused: { halted: 1, denied: 2, failed: 0 }, lastWriteAt: null },
  badRelease: false,
  lostRegion: null,
  protectionRounds: null,
};

function playground(...args: string[]) {
  const main = join(ROOT, 'scripts', 'playground', 'main.ts');
  return spawnSync(process.execPath, ['-r', join(ROOT, 'bin', 'register.js'), main, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

describe('what the playground prints', () => {
  it('to try: commands that can be typed as they are', () => {
    const text = whatToTry({ recoveryRegion: undefined, log: join(ROOT, 'log') }).join('\n');
    expect(text).toContain('eval "$(npm run --silent playground -- env)"');
    expect(text).toContain('node bin/recover.js run data-corruption');
    expect(text).toContain('npm run playground -- stop && npm run playground -- --with-recovery-region');
    expect(text).not.toContain('node bin/recover.js run regional-outage');
  });

  it('to try, when the service is protected: the loss of its region as well', () => {
    const text = whatToTry({ recoveryRegion: 'us-west-2', log: join(ROOT, 'log') }).join('\n');
    expect(text).toContain('npm run playground -- lose-region');
    expect(text).toContain('node bin/recover.js run regional-outage --to-region us-west-2');
  });

  it('of its status: live table, counts, whether writes go on, what the worker met', () => {
    const text = statusLines(STATUS).join('\n');
    for (const part of ['SyncWellMetadata', '100 users', '640 items', '170 tokens', 'writes        go on'])
      expect(text).toContain(part);
    expect(text).toContain('40 good writes, 3 bad ones; refused: 1 halted, 2 denied, 0 failed');
  });

  it('of its status, when the region is lost: what is unknown is called so', () => {
    const lost = { ...STATUS, liveTable: null, users: null, items: null, writesGoOn: false };
    const text = statusLines({ ...lost, lostRegion: 'us-east-1' }).join('\n');
    expect(text).toContain('live table    unknown: nobody serves');
    expect(text).toContain('do not go on');
    expect(text).toContain('lost region   us-east-1');
  });

  it('for eval: any value comes through a shell unchanged, and null unsets', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from(`aZ09 '"$\`\\{}:;\n`)) }), (value) => {
        const script = [...shellLines({ VALUE: value, OLD: null }), 'printf "%s|%s" "$VALUE" "$OLD"'];
        const printed = execFileSync('sh', ['-c', script.join('\n')], { env: { OLD: 'old' } }).toString();
        expect(printed).toBe(`${value}|`);
      }),
      { numRuns: 30 },
    );
  });

  it('counts writes of workers, not the first items of users', () => {
    const write = { table: 't', key: 'k', image: null, epoch: 1, good: true };
    expect(
      countWrites([
        { ...write, time: 1, operation: 'seed' },
        { ...write, time: 2, operation: 'toggle sync' },
        { ...write, time: 3, operation: 'bad release: x', good: false },
      ]),
    ).toEqual({ good: 1, bad: 1, lastWriteAt: '1970-01-01T00:00:00.003Z' });
    expect(countWrites([])).toEqual({ good: 0, bad: 0, lastWriteAt: null });
  });
});

describe('the command line of the playground', () => {
  it('has a help that names every command and the options of the start', () => {
    const { status, stdout } = playground('--help');
    expect(status).toBe(0);
    for (const word of [
      'status',
      'corrupt',
      'lose-region',
      'return-region',
      'env',
      'stop',
      '--users',
      '--speed',
    ])
      expect(stdout).toContain(word);
    expect(stdout).toContain('--with-recovery-region');
  });

  it.each([
    [['--users', '3'], 'Allowed: 10 to 5000'],
    [['--users', 'many'], 'Allowed: 10 to 5000'],
    [['--speed', '1000'], 'Allowed: 1 to 30'],
    [['stopp'], 'too many arguments'],
  ])('refuses %j with status 2 and says what is allowed', (args, said) => {
    const { status, stderr } = playground(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(said) });
  });
});
