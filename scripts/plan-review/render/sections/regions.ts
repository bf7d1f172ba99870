import type { Review } from '../../review';
import type { Detail } from '../detail';
import { counted, inlineCode } from '../text';
import { hazardsOf } from './hazards';

/** How primary and recovery differ; told only where something changes or differs. */
export function* regionsSection(review: Review, detail: Detail): Generator<string> {
  const hazards = [...hazardsOf(review, 'regions', detail)];
  const { comparisons, stacks } = review;
  const changed = new Set(stacks.filter((stack) => stack.changed).map(({ plan }) => plan.stack));
  const worthwhile = comparisons.filter(
    ({ primary, recovery }) => changed.has(primary) || changed.has(recovery),
  );
  if (hazards.length === 0 && worthwhile.length === 0) return;
  yield '### Primary and recovery';
  yield '';
  yield* hazards;
  for (const { primary, recovery, resources, differences } of worthwhile) {
    const meant = differences.filter(({ because }) => because !== undefined);
    const rest = differences.length - meant.length;
    const verdict =
      rest === 0 ? 'differ in nothing that is not meant' : `differ in ${counted(rest, 'resource')}`;
    yield `- ${inlineCode(primary)} and ${inlineCode(recovery)} ${verdict} (${counted(resources, 'resource')} compared, ${meant.length} meant to differ)`;
  }
  if (worthwhile.length > 0) yield '';
}
