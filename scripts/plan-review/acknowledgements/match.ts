import type { Finding } from '../hazards/types';
import type { Acknowledgement } from './schema';

export interface JudgedFinding extends Finding {
  /** Set: somebody has taken it upon themselves, in a reviewed file. */
  readonly acknowledged: { readonly reason: string; readonly expires: string } | undefined;
}

export interface Judgement {
  readonly findings: readonly JudgedFinding[];
  /** Entries that counted once, and are to be renewed or taken out. */
  readonly expired: readonly Acknowledgement[];
  /** Entries for which there is no hazard: to be taken out, before they cover another one. */
  readonly unused: readonly Acknowledgement[];
}

/**
 * Says which hazards are acknowledged.
 *
 * @param stacks names of the stacks that were planned: entries of others are neither used nor unused
 * @param today ISO date, UTC: an entry counts to the end of its last day
 */
export function judge(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  { stacks, today }: { readonly stacks: readonly string[]; readonly today: string },
): Judgement {
  const valid = acknowledgements.filter(({ expires }) => expires >= today);
  const judged = findings.map((finding): JudgedFinding => {
    const entry = valid.find((candidate) => isFor(candidate, finding));
    const acknowledged = entry === undefined ? undefined : { reason: entry.reason, expires: entry.expires };
    return { ...finding, acknowledged };
  });
  const concerned = acknowledgements.filter(({ stack }) => stacks.includes(stack));
  return {
    findings: judged,
    expired: concerned.filter(({ expires }) => expires < today),
    unused: concerned.filter(
      (entry) => entry.expires >= today && !findings.some((finding) => isFor(entry, finding)),
    ),
  };
}

function isFor(entry: Acknowledgement, { hazard, stack, resource }: Finding): boolean {
  return entry.hazard === hazard && entry.stack === stack && entry.resource === resource;
}
