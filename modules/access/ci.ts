import type { Names } from '../../settings';
import { deployFoundations } from './foundation';
import { neverDestroy } from './protection';
import type { RoleDefinition } from './role';
import type { SharedPolicy } from './shared-policy';
import { readState, writeState } from './terraform-state';
import { trustWorkflow } from './trust';

export interface WorkflowProps {
  readonly names: Names;
  /** `owner/repository`. */
  readonly repository: string;
  /** GitHub's identity provider in this account. */
  readonly providerArn: string;
}

/** Plans a pull request, or the main branch to look for drift. It can change nothing but a state's lock. */
export function ciPlanRole(
  { names, repository, providerArn }: WorkflowProps,
  shared: readonly SharedPolicy[],
): RoleDefinition {
  return {
    description: 'CI: plans every stack, reads no secret, item or object',
    trust: trustWorkflow(providerArn, [
      `repo:${repository}:pull_request`,
      `repo:${repository}:ref:refs/heads/main`,
    ]),
    shared,
    statements: readState(names),
  };
}

/**
 * Deploys, from the GitHub environment of the same name, whose reviewers are the gate. It writes no role or policy: a
 * pipeline that writes its own permissions has no bounds, so the identity stack is an administrator's to deploy.
 */
export function ciApplyRole(
  { names, repository, providerArn }: WorkflowProps,
  shared: readonly SharedPolicy[],
): RoleDefinition {
  return {
    description: 'CI: deploys every stack but identity; cannot destroy what holds data',
    trust: trustWorkflow(providerArn, [`repo:${repository}:environment:${names.environment}`]),
    shared,
    statements: [...writeState(names), ...deployFoundations(names), ...neverDestroy(names)],
  };
}
