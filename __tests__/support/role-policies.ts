import {
  compilePolicy,
  type PolicySet,
  type Policy,
  type PolicyKind,
} from '../../scripts/local-cloud/iam/evaluator';
import type { Attributes, Synthesized } from './synth';

export interface RolePolicies {
  /** The texts of its identity policies and its boundary, as IAM would hold them. */
  readonly texts: readonly string[];
  readonly set: PolicySet;
  readonly trust: Policy;
}

/** Reads what a synthesized role may do: its inline and attached policies, its boundary, and who may take it. */
export function rolePolicies({ json }: Synthesized, name: string): RolePolicies {
  const of = (type: string) => Object.entries(json.resource?.[type] ?? {});
  const found = of('aws_iam_role').find(([, role]) => role.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  const [address, role] = found;
  const own = of('aws_iam_role_policy').filter(
    ([, policy]) => policy.role === `\${aws_iam_role.${address}.id}`,
  );
  const attached = of('aws_iam_role_policy_attachment')
    .filter(([, attachment]) => attachment.role === `\${aws_iam_role.${address}.name}`)
    .map(([, attachment]) => attachment.policy_arn);
  const managed = (arns: readonly unknown[]) =>
    of('aws_iam_policy').filter(([policy]) => arns.includes(`\${aws_iam_policy.${policy}.arn}`));
  const identity = [...own, ...managed(attached)].map(([, policy]) => policy);
  const [boundary] = managed([role.permissions_boundary]).map(([, policy]) => policy);
  return {
    texts: [...identity, ...(boundary === undefined ? [] : [boundary])].map(textOf),
    set: {
      identity: identity.map((policy) => compiled(policy, 'identity')),
      ...(boundary && { boundary: compiled(boundary, 'identity') }),
    },
    trust: compilePolicy(asApplied(role.assume_role_policy), 'trust', `trust policy of ${name}`),
  };
}

const compiled = (policy: Attributes, kind: PolicyKind): Policy =>
  compilePolicy(textOf(policy), kind, String(policy.name));

const textOf = ({ policy }: Attributes): string => asApplied(policy);

/** Terraform's escape of a dollar, undone as applying does. */
const asApplied = (text: unknown): string => String(text).replaceAll('$${', '${');
