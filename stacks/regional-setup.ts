import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Backend, type TerraformStack } from 'cdktf';
import type { Names, Region } from '../settings';

/** What every stack needs to know about the environment. */
export interface Placement {
  readonly names: Names;
  readonly region: Region;
}

/**
 * The AWS provider of one region. It refuses any account but the environment's, and asks that region's STS for it: a
 * call to another region would fail while that region is lost. Few retries, so that a dead service is told in
 * seconds instead of minutes (aws-facts.md, 8.14).
 */
export function addProvider(
  stack: TerraformStack,
  { names, region }: Placement,
  { alias }: { alias?: string } = {},
): AwsProvider {
  return new AwsProvider(stack, alias ?? 'aws', {
    ...(alias === undefined ? {} : { alias }),
    region,
    stsRegion: region,
    allowedAccountIds: [names.accountId],
    skipRegionValidation: true,
    maxRetries: 4,
    defaultTags: [{ tags: { [names.environmentTag]: names.environment, 'syncwell:stack': stack.node.id } }],
  });
}

/**
 * Keeps the stack's state in its own region, locked by S3's conditional write: no lock table that could be lost with
 * the other region. Native locking came with Terraform 1.10.
 */
export function keepStateIn(stack: TerraformStack, { names, region }: Placement): void {
  const backend = new S3Backend(stack, {
    bucket: names.bucket('state', region),
    key: names.stateKey(stack.node.id),
    region,
    encrypt: true,
    skipRegionValidation: true,
    skipCredentialsValidation: true,
  });
  // cdktf 0.21 has no typed arguments for these two.
  backend.addOverride('use_lockfile', true);
  backend.addOverride('skip_requesting_account_id', true);
  requireTerraform(stack);
}

export function requireTerraform(stack: TerraformStack): void {
  stack.addOverride('terraform.required_version', '>= 1.11');
}
