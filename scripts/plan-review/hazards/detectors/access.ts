import type { Value, ResourceChange } from '../../model/types';
import { isMarked, marksOf } from '../../masking/marks';
import { parseJsonText } from '../../diff/json-text';
import { comparePolicies, isPolicy } from '../../diff/policy/compare';
import { boundless, widening } from '../../diff/policy/widening';
import type { Detector, Evidence, Finding } from '../types';
import { textAt } from '../values';
import { found } from './finding';

/** Attributes that hold policies, at the top of a resource. */
const POLICY_ATTRIBUTES = [
  'policy',
  'assume_role_policy',
  'access_policy',
  'resource_policy',
  'repository_policy',
];

/** What gives a policy to a role that may exist already. */
const GRANTS = /^aws_iam_(role|user|group)_policy(_attachment)?$|^aws_iam_policy_attachment$/;

/** IAM policies that allow more than before, or more than anybody should be allowed. */
export const policyDetector: Detector = (evidence) =>
  evidence.plan.changes
    .filter(({ managed, verb }) => managed && (verb === 'create' || verb === 'update' || verb === 'replace'))
    .flatMap((change) => [...ofPolicies(change, evidence), ...ofGrants(change, evidence)]);

function ofPolicies(change: ResourceChange, { masker }: Evidence): Finding[] {
  return POLICY_ATTRIBUTES.flatMap((attribute): Finding[] => {
    const before = policyOf(change.before, attribute);
    const after = policyOf(change.after, attribute);
    if (isMarked(marksOf(change.unknown, attribute))) {
      if (before === undefined) return [];
      return [found('SW-ACCESS-006', change, [`${attribute} (known after apply)`])];
    }
    if (after === undefined && before === undefined) return [];
    const changes = comparePolicies(before ?? null, after ?? null);
    const open = changes.flatMap((statement) => boundless(statement));
    const wider =
      before === undefined ? [] : changes.flatMap((statement, index) => widening(statement, index));
    return [
      ...(open.length > 0
        ? [
            found(
              'SW-ACCESS-002',
              change,
              open.map((text) => masker.text(text)),
            ),
          ]
        : []),
      ...(wider.length > 0
        ? [
            found(
              'SW-ACCESS-001',
              change,
              wider.map((text) => masker.text(text)),
            ),
          ]
        : []),
    ];
  });
}

/** A policy for a role that exists: new permissions for somebody who works already. */
function ofGrants(change: ResourceChange, { plan, masker }: Evidence): Finding[] {
  const { type, verb } = change;
  if (!GRANTS.test(type) || verb !== 'create') return [];
  const receiver = ['role', 'user', 'group']
    .map((name) => textAt(change.after, name))
    .find((name) => name !== undefined);
  if (receiver === undefined) return [];
  const isNew = plan.changes.some(
    ({ type: other, verb: made, after }) =>
      /^aws_iam_(role|user|group)$/.test(other) && made === 'create' && textAt(after, 'name') === receiver,
  );
  if (isNew) return [];
  const what = textAt(change.after, 'policy_arn') ?? 'an inline policy';
  return [found('SW-ACCESS-001', change, [masker.text(`${receiver} gets ${what}`)])];
}

function policyOf(value: Value, attribute: string): object | undefined {
  const parsed = parseJsonText(textAt(value, attribute));
  return parsed !== undefined && isPolicy(parsed) ? parsed : undefined;
}
