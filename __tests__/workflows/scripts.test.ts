import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const MARKER = '<!-- syncwell-plan-review:v1 {} -->';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(ROOT, '.github'), join(folder, '.github'));
  symlinkSync(join(ROOT, 'settings'), join(folder, 'settings'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a program before all others on the PATH; it notes how it was called. */
function program(name: string, body: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >> "${folder}/calls"\n${body}\n`);
  chmodSync(path, 0o755);
}

function calls(): string[] {
  const path = join(folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(join('.github', 'scripts', script), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, ...env },
  });
}

describe('keep-comment.sh', () => {
  const keep = () => {
    writeFileSync(join(folder, 'comment.md'), `${MARKER}\ntext\n`);
    return run('keep-comment.sh', ['owner/repo', '7', 'comment.md']);
  };

  it('writes a comment when there is none', () => {
    program('gh', '');
    expect(keep().status).toBe(0);
    expect(calls()[1]).toContain('--method POST repos/owner/repo/issues/7/comments');
  });

  it('writes the one that is there anew', () => {
    program('gh', 'case "$*" in *--paginate*) printf "11\\n12\\n" ;; esac');
    expect(keep().status).toBe(0);
    expect(calls()[1]).toContain('--method PATCH repos/owner/repo/issues/comments/11');
  });

  it('publishes nothing but a review', () => {
    program('gh', '');
    writeFileSync(join(folder, 'comment.md'), 'text');
    expect(run('keep-comment.sh', ['owner/repo', '7', 'comment.md']).status).toBe(1);
    expect(calls()).toEqual([]);
  });
});

describe('reviewed-digests.sh', () => {
  const digests = () => run('reviewed-digests.sh', ['owner/repo', 'abc123']);

  it('tells the digests of the run that planned the last commit of the pull request', () => {
    program(
      'gh',
      `case "$*" in
        api*) echo headsha ;;
        *list*) echo 99 ;;
        *download*) mkdir review; echo '{"digest":"sha256:s"}' > review/staging.json; echo '{"digest":"sha256:p"}' > review/production.json ;;
      esac`,
    );
    expect(digests()).toMatchObject({ status: 0, stdout: 'staging=sha256:s\nproduction=sha256:p\n' });
    expect(calls()[1]).toContain('--commit headsha --event pull_request --status success');
  });

  it('refuses a commit that came from no pull request, and one whose plan did not pass', () => {
    program('gh', '');
    expect(digests()).toMatchObject({ status: 1, stdout: '' });
    program('gh', 'case "$*" in api*) echo headsha ;; esac');
    const refused = digests();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('no plan of headsha passed its review');
  });
});

describe('plan-environment.sh', () => {
  const plan = () =>
    run('plan-environment.sh', ['staging', 'deployed'], { TF_PLUGIN_CACHE_DIR: join(folder, 'cache') });
  const synthesized = (): void => {
    for (const stack of ['foundation-primary', 'foundation-recovery', 'primary', 'traffic']) {
      mkdirSync(join(folder, 'plans', 'staging.synth', 'stacks', `staging-${stack}`), { recursive: true });
    }
  };

  it('keeps the plan of every stack, also one that broke off, as JSON', () => {
    program('npx', '');
    program(
      'terraform',
      'case "$1" in plan) for a in "$@"; do case "$a" in -out=*) echo x > "${a#-out=}" ;; esac; done; exit 1 ;; show) echo "{}" ;; esac',
    );
    synthesized();
    expect(plan().status).toBe(0);
    expect(readFileSync(join(folder, 'plans', 'staging-primary.json'), 'utf8')).toBe('{}\n');
    expect(calls().filter((call) => call.startsWith('terraform show'))).toHaveLength(4);
  });

  it('plans with the Terraform that TERRAFORM_BINARY_NAME names, and applies with it', () => {
    program('npx', '');
    program('wrapped', 'case "$1" in show) echo "{}" ;; esac');
    program('terraform', 'exit 1');
    synthesized();
    const env = { TF_PLUGIN_CACHE_DIR: join(folder, 'cache'), TERRAFORM_BINARY_NAME: 'wrapped' };
    expect(run('plan-environment.sh', ['staging', 'deployed'], env).status).toBe(0);
    expect(run('apply-plans.sh', ['staging'], env).status).toBe(0);
    const programs = calls().map((call) => call.split(' ').slice(0, 2).join(' '));
    expect(new Set(programs)).toEqual(
      new Set(['npx cdktf', 'wrapped init', 'wrapped plan', 'wrapped show', 'wrapped apply']),
    );
  });

  it('fails when Terraform leaves no plan behind, and prints errors without values', () => {
    program('npx', '');
    program(
      'terraform',
      'case "$1" in plan) printf "Error: no access\\n  secret = hunter2\\n"; exit 1 ;; esac',
    );
    synthesized();
    const failed = plan();
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('Error: no access');
    expect(failed.stderr + failed.stdout).not.toContain('hunter2');
  });
});

describe('apply-plans.sh', () => {
  it('applies the saved plans and nothing else, in order', () => {
    program('terraform', '');
    const stacks = ['foundation-primary', 'foundation-recovery', 'primary', 'traffic'];
    for (const stack of stacks) {
      mkdirSync(join(folder, 'plans', 'staging.synth', 'stacks', `staging-${stack}`), { recursive: true });
    }
    expect(run('apply-plans.sh', ['staging']).status).toBe(0);
    expect(calls().map((call) => /plans\/(\S+)\.tfplan$/.exec(call)?.[1])).toEqual(
      stacks.map((stack) => `staging-${stack}`),
    );
  });

  it('stops at the first that fails', () => {
    program('terraform', 'exit 1');
    mkdirSync(join(folder, 'plans', 'staging.synth', 'stacks', 'staging-foundation-primary'), {
      recursive: true,
    });
    expect(run('apply-plans.sh', ['staging']).status).not.toBe(0);
    expect(calls()).toHaveLength(1);
  });
});

describe('target.sh', () => {
  it('tells account and region of an environment', () => {
    expect(run('target.sh', ['staging']).stdout).toBe('account=210987654321\nregion=us-east-1\n');
  });
});
