import { spawnSync } from 'node:child_process';
import { Stop } from '../../../engine/stop';

/** The first release that locks a state in S3 without a table and knows write-only arguments. */
const MINIMUM = { major: 1, minor: 11 };

/** @throws Stop of kind `precondition` saying in one line what to install, when Terraform is missing or too old */
export function requireTerraform(env: Readonly<Record<string, string | undefined>>): void {
  const { status, stdout } = spawnSync('terraform', ['version', '-json'], {
    encoding: 'utf8',
    env: { ...env },
  });
  const version =
    status === 0 ? (JSON.parse(stdout) as { terraform_version: string }).terraform_version : undefined;
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return;
  throw new Stop({
    kind: 'precondition',
    code: 'TERRAFORM_MISSING',
    message: `Terraform ${version === undefined ? 'was not found on PATH' : `${version} is too old`}: install 1.11 or newer (https://developer.hashicorp.com/terraform/install), then run this again`,
  });
}
