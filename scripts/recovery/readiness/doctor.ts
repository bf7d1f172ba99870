import type { Finding } from './model';

/** What follows from the findings. */
export interface DoctorResult {
  /** Whether a recovery can be counted on: everything critical was seen, but for what is the operator's, and is well. */
  readonly ready: boolean;
  /** The verdict in words, the worst first. */
  readonly lines: readonly string[];
}

/** Nobody can count on what nobody saw: an answer that is missing is no better than a wrong one. */
export function verdictOf(findings: readonly Finding[]): DoctorResult {
  const critical = findings.filter(({ severity }) => severity === 'critical');
  const failed = critical.filter(({ state }) => state === 'failed').length;
  const unseen = critical.filter(({ state }) => state === 'unknown');
  const ready = failed === 0 && unseen.length === 0;
  const left = findings.filter(({ state }) => state === 'operator-only');
  const leftCritical = left.filter(({ severity }) => severity === 'critical').length;
  return {
    ready,
    lines: [
      ...(failed === 0 ? [] : [`NOT READY: ${criticalChecks(failed)} failed`]),
      ...(unseen.length === 0
        ? []
        : [`NOT READY: ${criticalChecks(unseen.length)} could not be answered: ${reasonsOf(unseen)}`]),
      ...(ready ? ['ready: no critical check failed or went unanswered'] : []),
      ...(left.length === 0
        ? []
        : [
            `not answered here: ${left.length} ${left.length === 1 ? 'check is' : 'checks are'} for the operator alone, ${leftCritical} of them critical`,
          ]),
    ],
  };
}

function criticalChecks(count: number): string {
  return count === 1 ? '1 critical check' : `${count} critical checks`;
}

/** Why, and how often: `TimeoutError (12), AccessDenied (1)`. */
function reasonsOf(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { unseenBecause } of findings) {
    const reason = unseenBecause ?? 'no reason';
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} (${count})`)
    .join(', ');
}

/** A finding in the fields that programs know from `doctor --json`. */
export type PrintedFinding = Omit<Finding, 'mend'> & { readonly fix: Finding['mend'] };

export function printedAs({ mend, ...finding }: Finding): PrintedFinding {
  return { ...finding, fix: mend };
}
