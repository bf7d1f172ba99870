import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stop } from '../../../../scripts/engine/stop';
import { requireTerraform } from '../../../../scripts/recovery/service/terraform/require-terraform';
import { Workspace } from '../../../../scripts/recovery/service/terraform/workspace';

type Env = Readonly<Record<string, string | undefined>>;

let folder: string;
let wrapper: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binary-name-'));
  wrapper = program('wrapped', 'exec terraform "$@"');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program that notes how it was called. */
function program(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho "$1" >> '${folder}/calls'\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

function calls(): string[] {
  const path = join(folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

function refusal(env: Env): Stop | undefined {
  try {
    requireTerraform(env);
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
  return undefined;
}

describe('TERRAFORM_BINARY_NAME', () => {
  it('names the program that is looked for, by its path or by its name on the PATH', () => {
    expect(refusal({ ...process.env, TERRAFORM_BINARY_NAME: wrapper })).toBeUndefined();
    const PATH = `${folder}:${process.env.PATH ?? ''}`;
    expect(refusal({ ...process.env, PATH, TERRAFORM_BINARY_NAME: 'wrapped' })).toBeUndefined();
    expect(calls()).toEqual(['version', 'version']);
  });

  it('means Terraform itself when it is empty', () => {
    expect(refusal({ ...process.env, TERRAFORM_BINARY_NAME: '' })).toBeUndefined();
    expect(calls()).toEqual([]);
  });

  it.each([
    ['no program', () => join(folder, 'absent'), 'was not found on PATH'],
    ['a program that is no Terraform', () => program('other', 'echo hello'), 'was not found on PATH'],
    ['an old release', () => program('old', `echo '{"terraform_version":"1.9.0"}'`), '1.9.0 is too old'],
  ])('is told when it names %s', (_, make, found) => {
    const named = make();
    expect(refusal({ ...process.env, TERRAFORM_BINARY_NAME: named })).toMatchObject({
      kind: 'precondition',
      code: 'TERRAFORM_MISSING',
      message: `Terraform ${found}: TERRAFORM_BINARY_NAME is ${named}. It has to name Terraform 1.11 or newer.`,
      next: 'unset TERRAFORM_BINARY_NAME',
    });
  });

  it('names the program that initializes, plans, shows and applies', async () => {
    const workspace = new Workspace({ env: { ...process.env, TERRAFORM_BINARY_NAME: wrapper } });
    try {
      const stack = workspace.stackDirectory('one');
      mkdirSync(stack, { recursive: true });
      writeFileSync(join(stack, 'cdk.tf.json'), JSON.stringify({ resource: { terraform_data: { a: {} } } }));
      const plan = await workspace.plan('one');
      expect(plan.changes.map(({ address }) => address)).toEqual(['terraform_data.a']);
      const files = { processId: join(folder, 'apply.pid'), output: join(folder, 'apply.log') };
      await workspace.apply('one', { files });
      expect(new Set(calls())).toEqual(new Set(['init', 'plan', 'show', 'apply']));
    } finally {
      workspace.remove();
    }
  });
});
