import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Access } from '../modules/access';
import type { Names, Settings } from '../settings';
import { addProvider, keepStateIn } from './regional-setup';

export interface IdentityStackProps {
  readonly names: Names;
  readonly settings: Settings;
}

/**
 * Every IAM role and policy of both regions. IAM's control plane is in one region; roles that are made in peacetime
 * keep working without it (aws-facts.md, 7.9).
 */
export class IdentityStack extends TerraformStack {
  constructor(scope: Construct, id: string, { names, settings }: IdentityStackProps) {
    super(scope, id);
    const placement = { names, region: settings.primary.region };
    addProvider(this, placement);
    keepStateIn(this, placement);
    new Access(this, 'access', {
      names,
      repository: settings.repository,
      apiDomain: settings.domain.api,
    });
    for (const purpose of [
      'recovery-operator',
      'recovery-approver',
      'ci-plan',
      'ci-apply',
      'ci-foundation',
    ] as const) {
      new TerraformOutput(this, `${purpose}-role`, { value: names.roleArn(purpose) });
    }
  }
}
