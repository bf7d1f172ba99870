import type { LevelResult, Thresholds } from '../report';

type Counts = ReadonlyMap<string, number>;

export interface CountsProps {
  readonly entities: readonly string[];
  /** Entities that come and go on their own. */
  readonly fleeting: ReadonlySet<string>;
  readonly counts: Counts;
  readonly unknownItems: number;
  /** What the caller knows. */
  readonly given: Readonly<Record<string, number>> | undefined;
  /** Both sides without what may differ: what expires and what changed in the restore second; undefined where it is not known. */
  readonly exact: { readonly actual: Counts; readonly expected: Counts } | undefined;
  /** Items of the source now. */
  readonly source: Counts | undefined;
  readonly thresholds: Required<Thresholds>;
}

/** L1: true counts per entity, against the best that is known of what they must be. */
export function checkCounts(props: CountsProps): LevelResult {
  const { entities, counts, unknownItems, given, exact, source, thresholds } = props;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const told = entities.map((name) => `${counts.get(name) ?? 0} ${name}`).join(', ');
  const problems = [
    ...(total === 0 ? ['the table is empty'] : []),
    ...(unknownItems > thresholds.maximumUnknownEntities
      ? [`${unknownItems} items of no known entity, allowed are ${thresholds.maximumUnknownEntities}`]
      : []),
    ...givenProblems(props),
    ...(exact === undefined
      ? shareProblems(props)
      : entities
          .filter((name) => (exact.actual.get(name) ?? 0) !== (exact.expected.get(name) ?? 0))
          .map(
            (name) =>
              `${exact.actual.get(name) ?? 0} ${name} that do not expire, expected ${exact.expected.get(name) ?? 0}`,
          )),
  ];
  if (problems.length > 0) return { level: 'L1', status: 'failed', summary: problems.join('; ') };
  if (given === undefined && exact === undefined && source === undefined) {
    const summary = `counted ${told}; nothing is known to compare with`;
    return { level: 'L1', status: 'unknown', summary };
  }
  return { level: 'L1', status: 'passed', summary: `counted ${told}` };
}

function givenProblems({ counts, given = {} }: CountsProps): string[] {
  return Object.entries(given)
    .filter(([name, count]) => (counts.get(name) ?? 0) !== count)
    .map(([name, count]) => `${counts.get(name) ?? 0} ${name}, expected ${count}`);
}

function shareProblems({ entities, fleeting, counts, source, thresholds }: CountsProps): string[] {
  if (source === undefined) return [];
  const { minimumShare } = thresholds;
  return entities
    .filter((name) => !fleeting.has(name))
    .filter((name) => (counts.get(name) ?? 0) < minimumShare * (source.get(name) ?? 0))
    .map(
      (name) =>
        `${counts.get(name) ?? 0} ${name}, less than ${minimumShare * 100} % of the source's ${source.get(name) ?? 0}`,
    );
}
