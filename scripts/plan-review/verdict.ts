import { definitionOf, type HazardId } from './hazards/catalogue';
import { destroys } from './model/verb';
import type { Comment } from './render/comment';
import type { Review } from './review';

/** What programs are told; it holds no value of the plans but what hazards tell, masked. */
export interface Verdict {
  readonly verdict: 'clean' | 'acknowledged' | 'hazards';
  readonly digest: string;
  readonly commit: string | null;
  readonly stacks: readonly object[];
  readonly hazards: readonly object[];
  readonly acknowledgements: { readonly expired: readonly object[]; readonly unused: readonly object[] };
  readonly comment: { readonly characters: number; readonly leftOut: readonly string[] };
}

export function verdictOf(review: Review, { markdown, leftOut, complete }: Comment): Verdict {
  const { findings, stacks, digest, commit, expired, unused } = review;
  const hazards = [
    ...findings.map(({ hazard, stack, resource, details, acknowledged }) => ({
      ...titled(hazard),
      stack,
      resource,
      details,
      acknowledged: acknowledged ?? null,
    })),
    ...(complete
      ? []
      : [{ ...titled('SW-PLAN-005'), stack: null, resource: 'plan', details: [], acknowledged: null }]),
  ];
  const open = hazards.some(({ acknowledged }) => acknowledged === null);
  return {
    verdict: open ? 'hazards' : hazards.length > 0 ? 'acknowledged' : 'clean',
    digest,
    commit: commit ?? null,
    stacks: stacks.map(({ plan, counts, changed }) => ({
      stack: plan.stack,
      region: plan.region ?? null,
      changed,
      counts,
      destroyed: plan.changes.filter(destroys).map(({ address, verb, deposed }) => ({
        address,
        replaced: verb === 'replace',
        deposed: deposed ?? null,
      })),
    })),
    hazards,
    acknowledgements: { expired, unused },
    comment: { characters: markdown.length, leftOut },
  };
}

function titled(id: HazardId): { readonly id: HazardId; readonly title: string } {
  return { id, title: definitionOf(id).title };
}
