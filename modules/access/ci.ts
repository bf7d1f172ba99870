import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { deployFoundations, retireCompute, serviceLinkedRoles } from './foundation';
import { scaleResources } from './deploy-data';
import { neverTouchData } from './protection';
import type { RoleDefinition } from './role';
import { manageServiceRoles } from './service-roles';
import type { SharedPolicy } from './shared-policy';
import { readState, writeState } from './terraform-state';
import { trustWorkflow } from './trust';

export interface WorkflowProps {
  readonly names: Names;
  /** `owner/repository`. */
  readonly repository: string;
  /** GitHub's identity provider in this account. */
  readonly providerArn: string;
  /** The name that the app calls. */
  readonly apiDomain: string;
}

/** As long as a job that deploys may take (`timeout-minutes` in the workflow): a session that ends in it leaves a half. */
const DEPLOYMENT_SECONDS = 2 * 60 * 60;

/** Plans a pull request, or the main branch to look for drift. It changes nothing, not even the lock of a state. */
export function ciPlanRole(
  { names, repository, providerArn }: WorkflowProps,
  shared: readonly SharedPolicy[],
): RoleDefinition {
  return {
    description: 'CI: plans every stack, reads no secret, item or object, writes nothing',
    trust: trustWorkflow(providerArn, [
      `repo:${repository}:pull_request`,
      `repo:${repository}:ref:refs/heads/main`,
    ]),
    shared,
    statements: readState(names),
  };
}

/**
 * Deploys what the service runs on, from the GitHub environment of the same name. Whatever holds data or guards
 * recovery is out of its reach: that is the approved role's, below.
 */
export function ciApplyRole(
  { names, repository, providerArn, apiDomain }: WorkflowProps,
  shared: readonly SharedPolicy[],
): RoleDefinition {
  return {
    description:
      'CI: deploys network, fleet and API; can neither destroy, weaken nor take over data or guards',
    trust: trustWorkflow(providerArn, [`repo:${repository}:environment:${names.environment}`]),
    maxSessionSeconds: DEPLOYMENT_SECONDS,
    shared,
    statements: [
      ...writeState(names, patternsFor(names).regionalStateObjects),
      scaleResources(names),
      serviceLinkedRoles(names),
      ...retireCompute(names),
      ...neverTouchData(apiDomain),
    ],
  };
}

/**
 * Deploys every stack but bootstrap, from the GitHub environment `<environment>-foundation`, whose reviewers approve
 * each deployment. Takes over nothing that exists either, and no right of its own.
 */
export function ciFoundationRole(
  { names, repository, providerArn, apiDomain }: WorkflowProps,
  shared: readonly SharedPolicy[],
): RoleDefinition {
  return {
    description: 'CI, after approval: deploys foundations, data and roles of services; takes over nothing',
    trust: trustWorkflow(providerArn, [`repo:${repository}:environment:${names.environment}-foundation`]),
    maxSessionSeconds: DEPLOYMENT_SECONDS,
    shared,
    statements: [
      ...writeState(names),
      ...deployFoundations(names, apiDomain),
      serviceLinkedRoles(names),
      ...retireCompute(names),
      ...manageServiceRoles(names),
    ],
  };
}
