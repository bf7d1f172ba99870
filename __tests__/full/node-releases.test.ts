import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { isoSecond } from '../../scripts/engine/clock';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { runCommand } from '../../scripts/recovery/service/terraform/run-command';
import { startService, type Service } from '../support/service-with-operators';
import { findNodes } from './support/node-releases';

jest.setTimeout(180_000);

type Env = Readonly<Record<string, string | undefined>>;

const MAJORS = ['20', '22', '24'] as const;
const nodes = findNodes(MAJORS);

let folder: string;
let service: Service;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'node-releases-'));
  service = await startService();
  await service.clock.sleep(10 * 60_000);
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

/** Runs a program of ours on a release; what it starts finds the release first on the PATH. */
function on(node: string, args: readonly string[], env: Env, cwd = PROJECT_ROOT) {
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  return runCommand(node, args, { cwd, env: { ...process.env, ...env, PATH } });
}

const RECOVER = join(PROJECT_ROOT, 'bin', 'recover.js');
const CDKTF = join(PROJECT_ROOT, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf');
const CDKTF_ENV: Env = { CI: '1', CHECKPOINT_DISABLE: '1', CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' };

/** Every file of the stacks that a release synthesized, by its path. */
function synthesizedBy(major: string): Record<string, string> {
  const stacks = join(folder, `synth-${major}`, 'stacks');
  const files = readdirSync(stacks, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file, readFileSync(join(stacks, file), 'utf8')]),
  );
}

/** An app of one stack that needs no provider, and a Terraform that notes what it is called for. */
function smallApp(name: string): { readonly directory: string; readonly terraform: string } {
  const directory = join(folder, name);
  mkdirSync(directory);
  const cdktf = { language: 'typescript', app: 'node app.js', projectId: name, sendCrashReports: 'false' };
  writeFileSync(join(directory, 'cdktf.json'), JSON.stringify(cdktf));
  const library = JSON.stringify(join(PROJECT_ROOT, 'node_modules', 'cdktf'));
  writeFileSync(
    join(directory, 'app.js'),
    `const { App, DataResource, TerraformStack } = require(${library});
    const app = new App();
    new DataResource(new TerraformStack(app, 'small'), 'data', { input: process.version });
    app.synth();`,
  );
  const terraform = join(directory, 'wrapped');
  writeFileSync(terraform, `#!/bin/sh\necho "$1" >> '${directory}/calls'\nexec terraform "$@"\n`);
  chmodSync(terraform, 0o755);
  return { directory, terraform };
}

describe.each(MAJORS)('Node.js %s', (major) => {
  const found = nodes.get(major) ?? { missing: 'nobody looked for it' };
  const node = 'path' in found ? found.path : '';
  // A release that this machine cannot have is counted as skipped, with the reason.
  const claim = (title: string, test: () => Promise<void>): void => {
    if ('path' in found) it(title, test);
    else it.skip(`${title}: ${found.missing}`, test);
  };

  claim('is the release that is meant', async () => {
    const { stdout } = await on(node, ['--version'], {});
    expect(stdout).toMatch(new RegExp(`^v${major}\\.`));
  });

  claim('prints the help, and nothing else', async () => {
    const { output } = await on(node, [RECOVER, '--help'], {});
    expect(output).toMatch(/^Usage: recover /);
    expect(output).not.toContain('Warning');
  });

  claim('synthesizes every stack', async () => {
    const output = join(folder, `synth-${major}`);
    await on(node, [CDKTF, 'synth', '--output', output], { ...CDKTF_ENV, SYNCWELL_ENV: 'drill' });
    expect(Object.keys(synthesizedBy(major))).toContain(join('drill-recovery', 'cdk.tf.json'));
  });

  claim('deploys with cdktf, by the Terraform that TERRAFORM_BINARY_NAME names', async () => {
    const { directory, terraform } = smallApp(`small-${major}`);
    const env = { ...CDKTF_ENV, TERRAFORM_BINARY_NAME: terraform };
    await on(node, [CDKTF, 'deploy', '--auto-approve', '--skip-provider-lock'], env, directory);
    const state = readFileSync(join(directory, 'terraform.small.tfstate'), 'utf8');
    expect(state).toContain(`"value": "v${major}.`);
    expect(readFileSync(join(directory, 'calls'), 'utf8').split('\n')).toContain('apply');
  });

  claim('plans a recovery in a dry run, and answers a program with nothing but JSON', async () => {
    const restoreTo = isoSecond(service.clock.now() - 120_000);
    const options = ['--no-plan', '--restore-to', restoreTo, '--dry-run', '--json'];
    const env = await service.signIn('alice');
    const { stdout } = await on(node, [RECOVER, 'run', 'data-corruption', ...options], env);
    const steps = JSON.parse(stdout).steps.map(({ step }: { step: string }) => step);
    expect(steps).toEqual(expect.arrayContaining(['halt-writes', 'restore', 'validate', 'resume-writes']));
  });
});

it('every release synthesizes the same', () => {
  const [first, ...others] = MAJORS.filter((major) => 'path' in (nodes.get(major) ?? {})).map(synthesizedBy);
  for (const other of others) expect(other).toEqual(first);
});
