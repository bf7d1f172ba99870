import type { Difference } from '../../diff/types';
import type { ResourceChange } from '../../model/types';
import type { Review } from '../../review';
import type { Detail } from '../detail';
import { differenceLines } from '../difference-lines';
import { fenced, inlineCode } from '../text';
import { hazardsOf } from './hazards';

/** Whether a difference lies in an IAM policy; they are told in the section on security, not a second time. */
export function isPolicyDifference({ path }: Difference): boolean {
  return path.some((part) => typeof part === 'string' && /^(Allow|Deny) /.test(part));
}

/** IAM, network and encryption: the hazards, then every policy that changes, by statement and action. */
export function* accessSection(review: Review, detail: Detail): Generator<string> {
  const hazards = [...hazardsOf(review, 'access', detail)];
  const policies = detail.changedLines === 0 ? [] : [...changedPolicies(review)];
  if (hazards.length === 0 && policies.length === 0) return;
  yield '### Security';
  yield '';
  yield* hazards;
  for (const { change, differences } of policies) {
    yield `policy of ${inlineCode(change.address)} in ${inlineCode(change.stack)}`;
    yield '';
    yield* fenced('diff', differenceLines(differences, detail.changedLines));
    yield '';
  }
}

function* changedPolicies({ stacks, differences }: Review): Generator<{
  readonly change: ResourceChange;
  readonly differences: readonly Difference[];
}> {
  for (const { plan } of stacks) {
    for (const change of plan.changes) {
      if (change.verb !== 'update' && change.verb !== 'replace') continue;
      const found = differences(change).filter(isPolicyDifference);
      if (found.length > 0) yield { change, differences: found };
    }
  }
}
