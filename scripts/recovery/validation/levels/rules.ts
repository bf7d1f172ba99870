import type { Findings } from '../findings';
import type { Level, LevelResult, Thresholds } from '../report';

export interface RulesProps {
  readonly level: Extract<Level, 'L2' | 'L4'>;
  readonly findings: Findings;
  readonly items: number;
  readonly toleratedAtCut: number;
  readonly thresholds: Required<Thresholds>;
}

/** How many items broke a rule or a reference. */
export function badItems(findings: Findings, level: RulesProps['level']): number {
  return findings.count(level, 'rule') + findings.count(level, 'reference');
}

/** L4, and the same of a sample: rules of every item and references between items. */
export function checkRules({ level, findings, items, toleratedAtCut, thresholds }: RulesProps): LevelResult {
  const { maximumBadShare, maximumUnknownEntities } = thresholds;
  const bad = badItems(findings, level);
  const unknown = findings.count(level, 'unknown entity');
  const allowed = Math.floor(maximumBadShare * items);
  const told = [
    `${findings.count(level, 'rule')} of ${items} items break a rule`,
    `${findings.count(level, 'reference')} references are broken`,
    `${unknown} items are of no known entity`,
    ...(toleratedAtCut > 0 ? [`${toleratedAtCut} broken references are explained by the cut second`] : []),
  ].join(', ');
  const within = bad <= allowed && unknown <= maximumUnknownEntities;
  return {
    level,
    status: within ? 'passed' : 'failed',
    summary: within ? told : `${told}; allowed are ${allowed} bad and ${maximumUnknownEntities} unknown`,
  };
}
