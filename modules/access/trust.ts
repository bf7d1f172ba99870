import type { Names } from '../../settings';
import type { Conditions } from './statement';

/** One statement of a trust policy: who may take the role. */
export interface TrustStatement {
  readonly Effect: 'Allow';
  readonly Principal:
    { readonly Service: string } | { readonly AWS: string } | { readonly Federated: string };
  readonly Action: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity';
  readonly Condition?: Conditions;
}

/** Host of GitHub's tokens: the identity provider and the prefix of its claims in conditions. */
export const GITHUB_TOKENS = 'token.actions.githubusercontent.com';

/**
 * An AWS service, on behalf of this account's resources only. For services that document `aws:SourceAccount` in a
 * role's trust policy (ECS tasks, EventBridge Scheduler, VPC flow logs).
 */
export function trustServiceForAccount(names: Names, service: string): TrustStatement {
  return { ...trustService(service), Condition: { StringEquals: { 'aws:SourceAccount': names.accountId } } };
}

/**
 * An AWS service that does not document the key: a condition that it may never send would lock it out. The role
 * stays bound to this account all the same, since only its principals can pass it on (`iam:PassRole`).
 */
export function trustService(service: string): TrustStatement {
  return { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
}

/**
 * A person of this account who has just proven their second factor. The session must bear the user's own name:
 * otherwise one person could call themselves by another's name and approve their own recovery.
 */
export function trustPeople(
  names: Names,
  { maxMfaAgeSeconds }: { maxMfaAgeSeconds: number },
): TrustStatement {
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${names.accountId}:root` },
    Action: 'sts:AssumeRole',
    Condition: {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': String(maxMfaAgeSeconds) },
      // Two dollars: Terraform's escape for one, which makes it IAM's variable.
      StringEquals: { 'sts:RoleSessionName': '$${aws:username}' },
    },
  };
}

/**
 * The engineer who recovers, so that the tool can prove as a worker what a worker can and cannot do. By condition: a
 * role named as principal would have to exist before this one (IAM user guide, "AWS JSON policy elements: Principal").
 */
export function trustRecoveryOperator(names: Names): TrustStatement {
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${names.accountId}:root` },
    Action: 'sts:AssumeRole',
    Condition: { ArnEquals: { 'aws:PrincipalArn': names.roleArn('recovery-operator') } },
  };
}

/** Jobs of one GitHub repository, told by the exact subjects of their tokens. */
export function trustWorkflow(providerArn: string, subjects: readonly string[]): TrustStatement {
  return {
    Effect: 'Allow',
    Principal: { Federated: providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${GITHUB_TOKENS}:aud`]: 'sts.amazonaws.com', [`${GITHUB_TOKENS}:sub`]: subjects },
    },
  };
}
