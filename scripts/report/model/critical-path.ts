import type { Attempt, ReportModel, StepReport } from './types';

/**
 * The chain of dependent steps that took longest: from the step that ended last, back over the one of its needs that
 * ended last, to the first. Its waiting is the time in which no step of the chain was under way. Pure.
 *
 * @param until where steps without an end are cut off; milliseconds since the epoch
 */
export function criticalPathOf(
  steps: readonly StepReport[],
  { declaredAt, until }: { readonly declaredAt: string; readonly until: number },
): ReportModel['criticalPath'] {
  const ended = new Map(
    steps.flatMap((step) => {
      const last = step.attempts.at(-1);
      return last === undefined ? [] : [[step.id, { step, end: endOf(last, until) }] as const];
    }),
  );
  const latest = (ids: Iterable<string>): string | undefined =>
    [...ids]
      .filter((id) => ended.has(id))
      .reduce<string | undefined>(
        (best, id) =>
          best === undefined || (ended.get(id)?.end ?? 0) > (ended.get(best)?.end ?? 0) ? id : best,
        undefined,
      );

  const chain: StepReport[] = [];
  let at = latest(ended.keys());
  const end = ended.get(at ?? '')?.end ?? Date.parse(declaredAt);
  while (at !== undefined) {
    const found = ended.get(at)?.step;
    if (found === undefined || chain.includes(found)) break;
    chain.unshift(found);
    at = latest(found.needs);
  }
  const attempts = chain.flatMap((step) => step.attempts);
  const total = Math.max(0, end - Date.parse(declaredAt));
  const waiting = Math.max(0, total - covered(attempts, until));
  return {
    steps: chain.map(({ id }) => id),
    seconds: total / 1000,
    waitingSeconds: waiting / 1000,
    waitingShare: total === 0 ? 0 : waiting / total,
    lines: [...new Set(attempts.flatMap(({ lines }) => lines))].sort((a, b) => a - b),
  };
}

/** Milliseconds in which at least one of the attempts was under way. */
export function covered(attempts: readonly Attempt[], until: number): number {
  const spans = attempts
    .map((attempt) => [Date.parse(attempt.startedAt), endOf(attempt, until)] as const)
    .sort(([a], [b]) => a - b);
  let sum = 0;
  let reached = -Infinity;
  for (const [start, end] of spans) {
    sum += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return sum;
}

/** Milliseconds since the epoch. */
export function endOf({ startedAt, endedAt }: Attempt, until: number): number {
  return endedAt === null ? Math.max(until, Date.parse(startedAt)) : Date.parse(endedAt);
}
