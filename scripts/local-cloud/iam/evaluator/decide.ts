import { CannotJudge } from './cannot-judge';
import type { Case, PolicySet } from './case';
import { serviceOf } from './action-test';
import { isAssumeRole, wouldAllow } from './denial';
import type { Policy } from './policy';
import type { Naming } from './principal';
import { keyReader, type AccessQuestion } from './question';
import type { Statement } from './statement';

export interface Source {
  readonly policy: string;
  readonly statement: string;
}

export type Decision =
  | { readonly allowed: true; readonly by: readonly Source[] }
  | {
      readonly allowed: false;
      readonly reason: 'explicit deny';
      readonly by: Source;
      readonly message: string;
    }
  | {
      readonly allowed: false;
      readonly reason: 'nothing allows it';
      readonly wouldAllow: readonly string[];
      readonly message: string;
    };

interface Grant extends Source {
  readonly naming: Naming;
}

/**
 * Judges as AWS does (IAM user guide, "Policy evaluation logic"): a denial anywhere beats all; then everything that
 * limits must allow, and something that grants must grant.
 *
 * @throws CannotJudge naming what it does not know
 */
export function decide(question: AccessQuestion, policies: PolicySet): Decision {
  if (isServiceLinked(question) && policies.boundary !== undefined)
    throw new CannotJudge(
      `a permissions boundary of the service-linked role ${question.principal.principalArn}`,
    );
  const action = question.action.toLowerCase();
  const one = { question, policies, read: keyReader(question), action, service: serviceOf(action) };
  const denial = firstDenial(one);
  if (denial !== undefined) return explicit(one, denial);
  const by = granted(one);
  if (by !== undefined) return { allowed: true, by };
  return implicit(one);
}

/** Its texts are made when they are read: most denials are only counted. */
function implicit(one: Case): Decision {
  return {
    allowed: false,
    reason: 'nothing allows it',
    get wouldAllow() {
      return wouldAllow(one, lacks(one));
    },
    get message() {
      return `${named(one)}: nothing allows it. It would be allowed by ${this.wouldAllow.join('; ')}`;
    },
  };
}

const isServiceLinked = ({ principal }: AccessQuestion): boolean =>
  principal.principalArn.includes(':role/aws-service-role/');

function named({ question: { principal, action, resource } }: Case): string {
  return `${principal.arn} may not ${action} on ${resource}`;
}

function explicit(one: Case, { policy, statement }: Source): Decision {
  return {
    allowed: false,
    reason: 'explicit deny',
    by: { policy, statement },
    get message() {
      return `${named(one)}: ${statement} of ${policy} denies it. It would be allowed without that statement, if another policy allows it`;
    },
  };
}

function firstDenial(one: Case): Source | undefined {
  const { identity, boundary, session = [], resource, endpoint } = one.policies;
  for (const policy of [...identity, boundary, ...session, resource, endpoint]) {
    const found = policy
      ?.about(one.service)
      .denials.find((statement) => naming(statement, one) !== undefined);
    if (policy !== undefined && found !== undefined) return { policy: policy.name, statement: found.name };
  }
  return undefined;
}

/** How a statement names the principal, if it applies to the question at all. */
function naming(statement: Statement, { question, policies, read, action }: Case): Naming | undefined {
  if (!statement.covers(action, question.resource, read)) return undefined;
  const found = statement.naming(question.principal, policies.boundary !== undefined);
  if (found === undefined) return undefined;
  return statement.conditions.every(({ holds }) => holds(read)) ? found : undefined;
}

const STRENGTH: readonly Naming[] = ['account', 'entity', 'caller'];

/** The strongest allowance of some policies. */
function allowance(policies: readonly (Policy | undefined)[], one: Case): Grant | undefined {
  let best: Grant | undefined;
  for (const policy of policies) {
    if (policy === undefined) continue;
    for (const statement of policy.about(one.service).allowances) {
      const found = naming(statement, one);
      if (found === undefined) continue;
      if (best === undefined || STRENGTH.indexOf(found) > STRENGTH.indexOf(best.naming))
        best = { policy: policy.name, statement: statement.name, naming: found };
    }
  }
  return best;
}

/** What allows the question; undefined: nothing does. */
function granted(one: Case): readonly Source[] | undefined {
  const { endpoint, resource } = one.policies;
  const door = allowance([endpoint], one);
  if (endpoint !== undefined && door === undefined) return undefined;
  const grants = ownGrants(one, allowance([resource], one));
  return (
    grants &&
    [...grants, ...(door === undefined ? [] : [door])].map(({ policy, statement }) => ({ policy, statement }))
  );
}

function ownGrants(one: Case, resource: Grant | undefined): readonly Source[] | undefined {
  const { question } = one;
  const { kind, accountId } = question.principal;
  // Neither has identity policies: the resource alone decides.
  if (kind === 'service' || kind === 'anonymous' || kind === 'federated') return resource && [resource];
  const isRequired = accountId !== question.resourceAccountId || needsResourcePolicy(one);
  if (isRequired && resource === undefined) return undefined;
  if (kind === 'root' && isAssumeRole(question.action)) return undefined;
  if (kind === 'root')
    return resource === undefined
      ? [{ policy: 'the root user', statement: 'every right in its account' }]
      : [resource];
  const isOwn = accountId === question.resourceAccountId;
  if (isOwn && resource !== undefined && isEnough(one, resource)) return [resource];
  const identity = allowance(one.policies.identity, one);
  if (identity === undefined || !isWithinLimits(one)) return undefined;
  return resource === undefined ? [identity] : [identity, resource];
}

/**
 * Keys and roles are closed until their own policy opens them (KMS developer guide, "Default key policy"; IAM user guide,
 * "How AWS enforcement code logic evaluates requests": "IAM role trust policies and KMS key policies are exceptions").
 */
function needsResourcePolicy({ question: { action, resource }, policies }: Case): boolean {
  const kind = policies.resource?.kind;
  if (kind === 'key' || kind === 'trust') return true;
  const lower = action.toLowerCase();
  return (lower.startsWith('kms:') && resource.includes(':key/')) || lower.startsWith('sts:assumerole');
}

/**
 * Whether a resource policy of the same account grants without an identity policy. A grant to the caller, a user or a
 * session, passes boundary and session policies; one to the role or user behind a session does not (IAM user guide,
 * "How AWS enforcement code logic evaluates requests"). A grant to everybody passes them too ("AWS JSON policy elements:
 * Principal"). A grant to the account leaves the choice to identity policies.
 */
function isEnough(one: Case, { naming: found }: Grant): boolean {
  return found === 'caller' || (found === 'entity' && isWithinLimits(one));
}

function isWithinLimits(one: Case): boolean {
  const { boundary } = one.policies;
  return (boundary === undefined || allowance([boundary], one) !== undefined) && isWithinSession(one);
}

function isWithinSession(one: Case): boolean {
  const { session } = one.policies;
  return session === undefined || session.length === 0 || allowance(session, one) !== undefined;
}

/** Which kinds of policies do not allow the question, for the message. */
function lacks(one: Case): Parameters<typeof wouldAllow>[1] {
  const { identity, boundary, resource, endpoint } = one.policies;
  return {
    identity: allowance(identity, one) === undefined,
    boundary: boundary !== undefined && allowance([boundary], one) === undefined,
    session: !isWithinSession(one),
    resource: allowance([resource], one) === undefined,
    endpoint: endpoint !== undefined && allowance([endpoint], one) === undefined,
    isResourceRequired:
      needsResourcePolicy(one) || one.question.principal.accountId !== one.question.resourceAccountId,
  };
}
