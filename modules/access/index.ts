import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { ROLE_PURPOSES, SERVICE_ROLES, type RolePurpose } from '../../settings/naming';
import { recoveryApproverRole } from './approver';
import { boundaryStatements } from './boundary';
import { ciApplyRole, ciFoundationRole, ciPlanRole } from './ci';
import { backupRole, continuityAgentRole, continuitySchedulerRole } from './continuity';
import { deployCompute } from './deploy-compute';
import { deployData } from './deploy-data';
import { faultInjectionRole } from './fault-injection';
import { recoveryOperatorRole } from './operator';
import { apiToQueueRole, configMonitorRole, flowLogRole } from './plumbing';
import { neverDestroy, neverTakeOver } from './protection';
import { readSettings } from './reading';
import { AccessRole, type RoleDefinition } from './role';
import { SharedPolicy } from './shared-policy';
import { GITHUB_TOKENS } from './trust';
import { workerExecutionRole, workerRole } from './worker';

export interface AccessProps {
  readonly names: Names;
  /** `owner/repository` on GitHub whose workflows may take the CI roles. */
  readonly repository: string;
  /** The name that the app calls, the only one whose records CI may write. */
  readonly apiDomain: string;
}

/**
 * Every role of the environment, for every region: made in peacetime, since no role can be made while IAM's one
 * control plane is down, whereas roles that exist go on working (aws-facts.md, 7.9).
 */
export class Access extends Construct {
  readonly roles: Readonly<Record<RolePurpose, AccessRole>>;

  constructor(scope: Construct, id: string, { names, repository, apiDomain }: AccessProps) {
    super(scope, id);
    // No thumbprint: IAM trusts GitHub's certificate through its own root store.
    const provider = new IamOpenidConnectProvider(this, 'github', {
      url: `https://${GITHUB_TOKENS}`,
      clientIdList: ['sts.amazonaws.com'],
    });
    const settingsPolicy = new SharedPolicy(this, 'read-settings', {
      name: names.policy('read-settings'),
      description: 'Reads how everything is set up and how it does, and nothing of what it holds',
      statements: readSettings(names),
    });
    // Two, because one would be too long for IAM.
    const computePolicy = new SharedPolicy(this, 'deploy-compute', {
      name: names.policy('deploy-compute'),
      description: 'Makes and changes network, fleet and API of a regional stack, in any region',
      statements: deployCompute(names),
    });
    const dataPolicy = new SharedPolicy(this, 'deploy-data', {
      name: names.policy('deploy-data'),
      description: 'Makes and changes table, cache, queues and settings of a regional stack, in any region',
      statements: deployData(names),
    });
    const guardPolicy = new SharedPolicy(this, 'never', {
      name: names.policy('never'),
      description:
        'Denies every pipeline what destroys or takes over what exists, whatever else it is allowed',
      statements: [...neverDestroy(names), ...neverTakeOver(names)],
    });
    const deployPolicies = [settingsPolicy, computePolicy, dataPolicy];
    const workflow = { names, repository, providerArn: provider.arn, apiDomain };
    const definitions: Record<RolePurpose, RoleDefinition> = {
      worker: workerRole(names),
      'worker-execution': workerExecutionRole(names),
      'continuity-agent': continuityAgentRole(names),
      'continuity-scheduler': continuitySchedulerRole(names),
      backup: backupRole(names),
      'flow-log': flowLogRole(names),
      'api-to-queue': apiToQueueRole(names),
      'config-monitor': configMonitorRole(),
      'fault-injection': faultInjectionRole(names),
      'recovery-operator': recoveryOperatorRole(names, deployPolicies),
      'recovery-approver': recoveryApproverRole(names, [settingsPolicy]),
      'ci-plan': ciPlanRole(workflow, [settingsPolicy]),
      'ci-apply': ciApplyRole(workflow, [settingsPolicy, computePolicy, guardPolicy]),
      'ci-foundation': ciFoundationRole(workflow, [...deployPolicies, guardPolicy]),
    };
    const boundary = new SharedPolicy(this, 'boundary', {
      name: names.policy(names.boundary),
      description: 'The most that a role of a service can do, whatever its own policy allows',
      statements: boundaryStatements(SERVICE_ROLES.map((purpose) => definitions[purpose])),
    });
    const isBounded = (purpose: RolePurpose) => SERVICE_ROLES.some((bounded) => bounded === purpose);
    this.roles = Object.fromEntries(
      ROLE_PURPOSES.map((purpose) => [
        purpose,
        new AccessRole(this, purpose, {
          name: names.role(purpose),
          ...definitions[purpose],
          ...(isBounded(purpose) ? { boundaryArn: boundary.policy.arn } : {}),
        }),
      ]),
    ) as Record<RolePurpose, AccessRole>;
  }
}
