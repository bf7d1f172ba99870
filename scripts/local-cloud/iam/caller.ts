import type { Principals, Principal as Known } from '../gateway/principals';
import type { ServiceRequest } from '../gateway/service';
import { compilePolicy, type Policy, type PolicySet, type Principal } from './evaluator';
import { contextOf, type Context } from './map';
import type { Deployed, Identity } from './policies';

/** Who asks, with what its own policies say and what is known of it. */
export interface Caller {
  readonly principal: Principal;
  readonly policies: Omit<PolicySet, 'resource' | 'endpoint'>;
  /** Condition keys of the caller. */
  readonly context: Context;
}

/** The access key of the account's administrator. */
export const ADMINISTRATOR = 'local';

const EVERYTHING = compilePolicy(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  'identity',
  'policy AdministratorAccess',
);

/** @returns undefined for an access key that is nobody's */
export function callerOf(
  request: ServiceRequest,
  deployed: Deployed,
  principals: Principals,
): Caller | undefined {
  const { accessKeyId, accountId } = request;
  if (accessKeyId === '') return anonymous();
  const session = principals.sessionOf(accessKeyId);
  if (session !== undefined) return roleSession(session, accountId, deployed);
  if (accessKeyId === ADMINISTRATOR) return administrator(request, principals);
  const name = deployed.userOfKey(accessKeyId);
  const identity = name === undefined ? undefined : deployed.user(name);
  return identity && user(identity, accountId);
}

function anonymous(): Caller {
  const principal = {
    kind: 'anonymous',
    arn: 'an unsigned request',
    principalArn: '*',
    accountId: '',
    userId: 'anonymous',
  } as const;
  return { principal, policies: { identity: [] }, context: contextOf() };
}

function administrator(request: ServiceRequest, principals: Principals): Caller {
  const { callerArn, principalArn, userId } = principals.of(request);
  const { accountId } = request;
  const principal = { kind: 'user', arn: callerArn, principalArn, accountId, userId } as const;
  return { principal, policies: { identity: [EVERYTHING] }, context: contextOf() };
}

function user(identity: Identity, accountId: string): Caller {
  const { arn, id: userId, tags } = identity;
  return {
    principal: { kind: 'user', arn, principalArn: arn, accountId, userId, tags },
    policies: ownPolicies(identity),
    context: contextOf(),
  };
}

/** A role that is gone leaves its sessions without any right. */
function roleSession(known: Known, accountId: string, deployed: Deployed): Caller {
  const { principalArn: roleArn, callerArn: arn, userId, session } = known;
  const role = deployed.role(roleArn.split('/').at(-1) ?? '');
  const limits = sessionPolicies(known, deployed);
  return {
    principal: {
      kind: 'role-session',
      arn,
      principalArn: role?.arn ?? roleArn,
      accountId,
      userId,
      // A session's tag beats the role's of the same name (IAM user guide, "Passing session tags in AWS STS").
      tags: { ...role?.tags, ...session?.tags },
    },
    policies: {
      ...(role === undefined ? { identity: [] } : ownPolicies(role)),
      ...(limits.length === 0 ? {} : { session: limits }),
    },
    context: contextOf({
      'aws:TokenIssueTime': session && new Date(session.since).toISOString(),
      'aws:MultiFactorAuthPresent': String(session?.hasSecondFactor === true),
      'aws:SourceIdentity': session?.sourceIdentity,
    }),
  };
}

function sessionPolicies({ callerArn, session }: Known, deployed: Deployed): readonly Policy[] {
  const inline = (session?.policies ?? []).map((text) => sessionPolicy(text, callerArn));
  const managed = (session?.policyArns ?? []).flatMap((arn) => deployed.managedPolicy(arn) ?? []);
  return [...inline, ...managed];
}

const COMPILED = new Map<string, Policy>();

/** Sessions are short and their policies few: each text is compiled once. */
function sessionPolicy(text: string, callerArn: string): Policy {
  const key = `${callerArn} ${text}`;
  const policy = COMPILED.get(key) ?? compilePolicy(text, 'identity', `the session policy of ${callerArn}`);
  COMPILED.set(key, policy);
  return policy;
}

function ownPolicies({ policies, boundary }: Identity): Omit<PolicySet, 'resource' | 'endpoint'> {
  return { identity: policies, ...(boundary === undefined ? {} : { boundary: boundary.policy }) };
}
