import { spawnSync } from 'node:child_process';
import { Stop } from '../../../engine/stop';
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
  const found = version === undefined ? 'was not found on PATH' : `${version} is too old`;
  throw new Stop({
    kind: 'precondition',
    code: 'TERRAFORM_MISSING',
    message:
      program === 'terraform'
        ? `Terraform ${found}: install 1.11 or newer (https://developer.hashicorp.com/terraform/install), then run this again`
        : `Terraform ${found}: TERRAFORM_BINARY_NAME is ${program}, and has to name Terraform 1.11 or newer`,
    ...(program === 'terraform' ? {} : { next: 'unset TERRAFORM_BINARY_NAME' }),
  });
}

/** @returns undefined for an answer that is no Terraform's */
function versionIn(stdout: string): string | undefined {
  try {
    return (JSON.parse(stdout) as { terraform_version?: string }).terraform_version;
  } catch {
    return undefined;
  }
}
