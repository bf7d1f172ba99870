import type { Case } from './case';
import type { Policy } from './policy';

interface Lacks {
  readonly identity: boolean;
  readonly boundary: boolean;
  readonly session: boolean;
  readonly resource: boolean;
  readonly endpoint: boolean;
  readonly isResourceRequired: boolean;
}

/** "You cannot call AssumeRole by using AWS account root user credentials" (AWS STS API reference, "AssumeRole"). */
export function isAssumeRole(action: string): boolean {
  return action.toLowerCase() === 'sts:assumerole';
}

/** What would have allowed a call: the missing allowances, and the statements that only a condition keeps from it. */
export function wouldAllow(one: Case, lacks: Lacks): readonly string[] {
  const { identity, boundary, session = [], resource, endpoint } = one.policies;
  const all = [...identity, boundary, ...session, resource, endpoint].filter(
    (policy) => policy !== undefined,
  );
  return [...missing(one, lacks), ...all.flatMap((policy) => almost(one, policy))];
}

function missing({ question, policies }: Case, lacks: Lacks): readonly string[] {
  const { principal, action, resource } = question;
  if (principal.kind === 'root' && isAssumeRole(action))
    return ['another caller: the root user takes no role'];
  const allow = `an Allow of ${action} on ${resource}`;
  const inResource = `${allow} for ${principal.arn} in ${policies.resource?.name ?? "the resource's policy"}`;
  const hasIdentity = !['service', 'anonymous', 'federated', 'root'].includes(principal.kind);
  const inIdentity = `${allow} in an identity policy of ${principal.principalArn}`;
  return [
    ...(lacks.identity && hasIdentity ? [inIdentity] : []),
    ...(lacks.resource && (lacks.isResourceRequired || !hasIdentity) ? [inResource] : []),
    ...(lacks.boundary ? [`${allow} in ${policies.boundary?.name ?? 'its boundary'}`] : []),
    ...(lacks.session ? [`${allow} in its session policy`] : []),
    ...(lacks.endpoint ? [`${allow} in ${policies.endpoint?.name ?? "the endpoint's policy"}`] : []),
  ];
}

function almost({ question, action, service, read, policies }: Case, policy: Policy): readonly string[] {
  return policy.about(service).allowances.flatMap((statement) => {
    const isNear =
      statement.covers(action, question.resource, read) &&
      statement.naming(question.principal, policies.boundary !== undefined) !== undefined;
    const failed = isNear ? statement.conditions.filter(({ holds }) => !holds(read)) : [];
    if (failed.length === 0) return [];
    return [
      `${statement.name} of ${policy.name}, whose condition does not hold: ${failed.map(({ name }) => name).join(', ')}`,
    ];
  });
}
