import { judge, type Judgement } from './acknowledgements/match';
import type { Acknowledgement } from './acknowledgements/schema';
import { countChanges, type Counts } from './counts';
import { diffValues } from './diff/diff-values';
import type { Difference } from './diff/types';
import { digestOf } from './digest';
import { detectHazards } from './hazards/detect';
import { Masker } from './masking/masker';
import type { ResourceChange, OutputChange, StackPlan } from './model/types';
import { isChange } from './model/verb';
import { compareRegions, type RegionComparison } from './regions/compare';

export interface ReviewProps {
  /** Of different stacks. */
  readonly plans: readonly StackPlan[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** ISO date, UTC. */
  readonly today: string;
  /** Commit that was planned; undefined: not known. */
  readonly commit: string | undefined;
}

export interface ReviewedStack {
  readonly plan: StackPlan;
  readonly counts: Counts;
  /** Whether anything happens. */
  readonly changed: boolean;
}

/** Everything that is known of the plans; what may be shown of it goes through the masker. */
export interface Review extends Judgement {
  readonly stacks: readonly ReviewedStack[];
  readonly comparisons: readonly RegionComparison[];
  readonly digest: string;
  readonly commit: string | undefined;
  readonly masker: Masker;
  /** What changes inside a resource or an output, masked; computed when it is asked for. */
  readonly differences: (change: ResourceChange | OutputChange) => readonly Difference[];
}

/** Judges the plans of any number of stacks; the order in which they are given does not matter. */
export function reviewPlans({ plans, acknowledgements, today, commit }: ReviewProps): Review {
  const sorted = [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1));
  const masker = new Masker(sorted);
  const memory = new Map<object, readonly Difference[]>();
  const differences = (change: ResourceChange | OutputChange): readonly Difference[] => {
    const known = memory.get(change) ?? diffValues(change, masker);
    memory.set(change, known);
    return known;
  };
  const comparisons = compareRegions(sorted, masker);
  const evidence = sorted.map((plan) => ({ plan, masker }));
  const judgement = judge(detectHazards(evidence, comparisons), acknowledgements, {
    stacks: sorted.map(({ stack }) => stack),
    today,
  });
  return {
    ...judgement,
    stacks: sorted.map((plan) => ({
      plan,
      counts: countChanges(plan.changes),
      changed:
        plan.changes.some(isChange) || plan.outputs.some(({ verb }) => verb !== 'nothing') || plan.errored,
    })),
    comparisons,
    digest: digestOf(sorted),
    commit,
    masker,
    differences,
  };
}
