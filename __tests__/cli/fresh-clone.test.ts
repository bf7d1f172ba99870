import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

let clone: string;
beforeEach(() => {
  clone = realpathSync(mkdtempSync(join(tmpdir(), 'clone-')));
  cpSync(join(ROOT, 'bin'), join(clone, 'bin'), { recursive: true });
});
afterEach(() => {
  rmSync(clone, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(clone, file)), { recursive: true });
  writeFileSync(join(clone, file), text);
}

/** Types `recover status` in another folder than the clone's. */
function status(...options: string[]) {
  return spawnSync(process.execPath, [join(clone, 'bin', 'recover.js'), 'status', ...options], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
}

const messageAbout = (name: string): string =>
  `The npm packages of ${clone} are not installed (${name} is missing): run "npm ci" in that folder first.`;

describe('a clone without its npm packages', () => {
  it('says in one line what to run', () => {
    const message = `${messageAbout('@swc/core')}\n`;
    expect(status()).toMatchObject({ status: 4, stdout: '', stderr: message });
  });

  it('says it to a program as JSON', () => {
    const run = status('--json');
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 4, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      error: { code: 'PACKAGES_MISSING', message: messageAbout('@swc/core'), next: 'npm ci' },
    });
  });
});

describe('a clone with some of its npm packages', () => {
  beforeEach(() => {
    write('bin/register.js', '');
  });

  it('says which one an update of the repository has added', () => {
    write('scripts/cli/main.js', "require('added-since/part');\n");
    expect(status()).toMatchObject({ status: 4, stderr: `${messageAbout('added-since')}\n` });
  });

  it('does not take a bug of the tool for a package', () => {
    write('scripts/cli/main.js', "require('./absent');\n");
    const { status: code, stderr } = status();
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot find module './absent'");
  });
});
