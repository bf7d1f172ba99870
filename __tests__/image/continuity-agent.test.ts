import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const dockerfile = read('Dockerfile');
const [, ...final] = dockerfile.split(/^FROM /m).slice(1);
/** What is copied from this folder. */
const copied = dockerfile
  .split('\n')
  .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  .flatMap((line) => line.split(/\s+/).slice(1, -1));

/** The packages that `npm ci --omit=dev` installs, but for those that the Dockerfile removes. */
function installed(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const [, removed] = /rm -rf node_modules\/(\S+)/.exec(dockerfile)!;
  return Object.entries(packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && dev !== true)
    .map(([path]) => path)
    .filter((path) => !path.startsWith(`node_modules/${removed}/`));
}

describe('the image of the continuity agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));

  beforeAll(() => {
    for (const file of final.join().matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const one of file[1]!.split(' ')) cpSync(join(ROOT, one), join(folder, one), { recursive: true });
    }
    for (const path of installed()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      symlinkSync(join(ROOT, path), join(folder, path));
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    // Links are not followed, or packages would find what lies beside them here and not in the image.
    spawnSync(process.execPath, ['--preserve-symlinks', 'bin/recover.js', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });

  it('has all that a round of protection is made of', () => {
    const { status, stderr, stdout } = run('protect', '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Usage: recover protect');
  });

  it('leaves out Terraform and what only development needs', () => {
    expect(readdirSync(join(folder, 'node_modules'))).not.toEqual(
      expect.arrayContaining(['@cdktf', 'jest', 'eslint']),
    );
  });

  it('is built from nothing but what it copies', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(read('.dockerignore')).toMatch(/^\*$/m);
    expect(allowed.sort()).toEqual([...new Set(copied)].sort());
  });

  it('runs as somebody who may change nothing in it', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).not.toMatch(/--chown/);
  });

  it('starts from a release of the Node.js that .nvmrc names, not from a moving tag', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-/);
    expect(bases[0]).toMatch(new RegExp(`^node:${read('.nvmrc').trim()}\\.`));
  });
});
