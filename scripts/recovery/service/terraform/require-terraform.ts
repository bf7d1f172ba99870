import { spawnSync } from 'node:child_process';
import { stop } from '../../../engine/errors';
import { terraformProgram } from './terraform-program';

/** The first release that locks a state in S3 without a table and knows write-only arguments. */
const MINIMUM = { major: 1, minor: 11 };

/** @throws Stop of kind `precondition` saying in one line what to install, when Terraform is missing or too old */
export function requireTerraform(env: Readonly<Record<string, string | undefined>>): void {
  const program = terraformProgram(env);
  const { status, stdout } = spawnSync(program, ['version', '-json'], {
    encoding: 'utf8',
    env: { ...env },
  });
  const version = status === 0 ? versionIn(stdout) : undefined;
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return;
  throw stop('TERRAFORM_MISSING', { version, program });
}

/** @returns undefined for an answer that is no Terraform's */
function versionIn(stdout: string): string | undefined {
  try {
    return (JSON.parse(stdout) as { terraform_version?: string }).terraform_version;
  } catch {
    return undefined;
  }
}
