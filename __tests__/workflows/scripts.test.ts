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
        *download*) mkdir review; echo '{"digest":"sha256:s"}' > review/staging.json; echo '{"digest":"sha256:p"}' > review/production.json; echo routine > review/staging.approval; echo approved > review/production.approval ;;
      esac`,
    );
    expect(digests()).toMatchObject({
      status: 0,
      stdout:
        'staging=sha256:s\nstaging_approval=routine\nproduction=sha256:p\nproduction_approval=approved\n',
    });
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
    for (const stack of ['identity', 'foundation-primary', 'foundation-recovery', 'primary', 'traffic']) {
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
    expect(calls().filter((call) => call.startsWith('terraform show'))).toHaveLength(5);
    for (const call of calls().filter((text) => text.startsWith('terraform plan'))) {
      expect(call).toContain('-lock=false');
    }
  });

  it('plans with the Terraform that TERRAFORM_BINARY_NAME names, and applies with it', () => {
    program('npx', '');
    program('wrapped', 'case "$1" in show) echo "{}" ;; esac');
    program('terraform', 'exit 1');
    synthesized();
    const env = { TF_PLUGIN_CACHE_DIR: join(folder, 'cache'), TERRAFORM_BINARY_NAME: 'wrapped' };
    expect(run('plan-environment.sh', ['staging', 'deployed'], env).status).toBe(0);
    expect(run('apply-plans.sh', ['staging', 'deployed'], env).status).toBe(0);
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
    const stacks = ['identity', 'foundation-primary', 'foundation-recovery', 'primary', 'traffic'];
    for (const stack of stacks) {
      mkdirSync(join(folder, 'plans', 'staging.synth', 'stacks', `staging-${stack}`), { recursive: true });
    }
    expect(run('apply-plans.sh', ['staging', 'deployed']).status).toBe(0);
    expect(calls().map((call) => /plans\/(\S+)\.tfplan$/.exec(call)?.[1])).toEqual(
      stacks.map((stack) => `staging-${stack}`),
    );
  });

  it('applies what needs no approval alone', () => {
    program('terraform', '');
    mkdirSync(join(folder, 'plans', 'staging.synth', 'stacks', 'staging-primary'), { recursive: true });
    expect(run('apply-plans.sh', ['staging', 'routine']).status).toBe(0);
    expect(calls()).toEqual([expect.stringContaining('staging-primary.tfplan')]);
  });

  it('stops at the first that fails', () => {
    program('terraform', 'exit 1');
    mkdirSync(join(folder, 'plans', 'staging.synth', 'stacks', 'staging-identity'), {
      recursive: true,
    });
    expect(run('apply-plans.sh', ['staging', 'deployed']).status).not.toBe(0);
    expect(calls()).toHaveLength(1);
  });
});

describe('approval.sh', () => {
  interface Change {
    readonly type: string;
    readonly actions?: string[];
    readonly before?: object | null;
    readonly after?: object;
  }
  const approval = (changes: Readonly<Record<string, readonly Change[]>>): string => {
    mkdirSync(join(folder, 'plans'), { recursive: true });
    for (const stack of ['identity', 'foundation-primary', 'foundation-recovery', 'primary', 'traffic']) {
      const resource_changes = (changes[stack] ?? []).map(
        ({ type, actions = ['update'], before = {}, after = {} }) => ({
          mode: 'managed',
          type,
          address: `${type}.x`,
          change: { actions, before, after },
        }),
      );
      writeFileSync(join(folder, 'plans', `staging-${stack}.json`), JSON.stringify({ resource_changes }));
    }
    const { stdout, stderr } = run('approval.sh', ['staging']);
    return stdout.trim() + stderr;
  };
  const role = (name: string, more: object = {}) => ({
    type: 'aws_iam_role',
    before: { name: `syncwell-staging-${name}`, assume_role_policy: 'trust' },
    after: { name: `syncwell-staging-${name}`, assume_role_policy: 'trust', ...more },
  });

  it('is routine where nothing changes, or only what the service runs on', () => {
    expect(approval({})).toBe('routine');
    expect(
      approval({ primary: [{ type: 'aws_ecs_service' }, { type: 'aws_cloudwatch_metric_alarm' }] }),
    ).toBe('routine');
    expect(approval({ traffic: [{ type: 'aws_route53_record', actions: ['no-op'] }] })).toBe('routine');
  });

  it.each(['aws_dynamodb_table', 'aws_sns_topic_policy', 'aws_appconfig_environment', 'aws_of_tomorrow'])(
    'asks for approval of %s',
    (type) => {
      expect(approval({ primary: [{ type: 'aws_ecs_service' }, { type }] })).toBe('approved');
    },
  );

  it('asks for approval of every change of a foundation, of traffic and of a role of a service', () => {
    expect(approval({ 'foundation-recovery': [{ type: 'aws_cloudwatch_metric_alarm' }] })).toBe('approved');
    expect(approval({ traffic: [{ type: 'aws_route53_record' }] })).toBe('approved');
    expect(approval({ identity: [role('worker', { description: 'new' })] })).toBe('approved');
  });

  it('leaves rights of people and of the pipeline, and who may take a role, to an administrator', () => {
    expect(approval({ identity: [role('recovery-operator', { description: 'new' })] })).toBe('administrator');
    expect(approval({ identity: [role('ci-apply')] })).toBe('administrator');
    expect(approval({ identity: [role('worker', { assume_role_policy: 'other' })] })).toBe('administrator');
    expect(
      approval({ identity: [{ type: 'aws_iam_policy', after: { name: 'syncwell-staging-never' } }] }),
    ).toBe('administrator');
  });
});

describe('gate.sh', () => {
  const gate = (environment: string, approval: string) =>
    run('gate.sh', ['owner/repo', environment, approval]);
  const reviewers = (text: string): void => {
    program('gh', text);
  };

  it('leads to the environment of its own, or to that of foundations', () => {
    reviewers('echo 1');
    expect(gate('production', 'routine').stdout).toBe('production_gate=production\n');
    expect(gate('production', 'approved').stdout).toBe('production_gate=production-foundation\n');
    expect(calls()[1]).toContain('repos/owner/repo/environments/production-foundation');
  });

  it.each([
    ['production', 'routine', 'production has no required reviewers'],
    ['staging', 'approved', 'staging-foundation has no required reviewers'],
  ])('refuses %s, %s, without reviewers', (environment, approval, why) => {
    reviewers('echo 0');
    const { status, stdout, stderr } = gate(environment, approval);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(why);
  });

  it('says that an environment is missing, which GitHub would make without reviewers', () => {
    reviewers('exit 1');
    expect(gate('production', 'routine').stderr).toContain('production does not exist');
  });

  it('stops at what an administrator has to apply', () => {
    reviewers('echo 1');
    expect(gate('staging', 'administrator')).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('report-drift.sh', () => {
  it('takes a recovery stack that is not there for no drift', () => {
    program('node', 'echo \'{"stacks":[]}\'; touch review/drift.md');
    mkdirSync(join(folder, 'plans'));
    const plan = (stack: string, before: object | null): void => {
      writeFileSync(
        join(folder, 'plans', `staging-${stack}.json`),
        JSON.stringify({ resource_changes: [{ mode: 'managed', change: { before } }] }),
      );
    };
    plan('primary', {});
    plan('recovery', null);
    const summary = join(folder, 'summary');
    expect(run('report-drift.sh', ['staging'], { GITHUB_STEP_SUMMARY: summary }).status).toBe(0);
    expect(calls()[0]).toContain('plan-review plans/staging-primary.json --json');
    expect(readFileSync(summary, 'utf8')).toContain('No pilot light');
    plan('recovery', {});
    expect(run('report-drift.sh', ['staging'], { GITHUB_STEP_SUMMARY: summary }).status).toBe(0);
    expect(calls()[1]).toContain('staging-primary.json plans/staging-recovery.json');
  });
});

describe('target.sh', () => {
  it('tells account and region of an environment', () => {
    expect(run('target.sh', ['staging']).stdout).toBe('account=210987654321\nregion=us-east-1\n');
  });
});
