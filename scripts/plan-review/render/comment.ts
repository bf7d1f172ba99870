import type { Family } from '../hazards/types';
import type { Review } from '../review';
import { LEVELS, type Detail } from './detail';
import { assemble, footOf, headOf } from './frame';
import { changesSection } from './sections/changes';
import { checksSection } from './sections/checks';
import { countsSection, unchangedSection } from './sections/counts';
import { driftSection } from './sections/drift';
import { hazardsOf } from './sections/hazards';
import { pointerSection } from './sections/pointer';
import { accessSection } from './sections/policies';
import { regionsSection } from './sections/regions';
import { verdictSection } from './sections/verdict';
import { tooLargeComment } from './too-large';

/** GitHub takes 65,536 characters; counted in bytes, which are never fewer, and with room for the last lines. */
export const LARGEST_COMMENT = 60_000;

export interface Comment {
  readonly markdown: string;
  /** What was left out, in the order in which it was dropped. */
  readonly leftOut: readonly string[];
  /** false: not even what is destroyed could be named; then it is a hazard of its own (SW-PLAN-005). */
  readonly complete: boolean;
}

/**
 * The comment for a pull request: as much as fits, and never a hazard less. The same review gives the same bytes.
 *
 * @param largest in bytes; for tests
 */
export function renderComment(review: Review, largest = LARGEST_COMMENT): Comment {
  for (const [index, detail] of LEVELS.entries()) {
    const leftOut = LEVELS.slice(1, index + 1).map(({ leavesOut }) => leavesOut);
    const markdown = assemble(linesOf(review, detail, leftOut), largest);
    if (markdown !== undefined) return { markdown, leftOut, complete: true };
  }
  return tooLargeComment(review, largest);
}

function* linesOf(review: Review, detail: Detail, leftOut: readonly string[]): Generator<string> {
  yield headOf(review);
  yield* verdictSection(review, detail);
  yield* family(review, 'plan', 'The plan itself', detail);
  yield* family(review, 'state', 'Data at risk', detail);
  yield* family(review, 'recovery', 'Recoverability', detail);
  yield* pointerSection(review, detail);
  yield* accessSection(review, detail);
  yield* regionsSection(review, detail);
  yield* countsSection(review);
  yield* changesSection(review, detail);
  yield* checksSection(review);
  yield* driftSection(review, detail);
  yield* unchangedSection(review);
  if (leftOut.length > 0) {
    yield `Left out to stay within the length of a comment: ${leftOut.join('; ')}. \`terraform show\` has them.`;
    yield '';
  }
  yield footOf(review);
}

function* family(review: Review, name: Family, title: string, detail: Detail): Generator<string> {
  const hazards = [...hazardsOf(review, name, detail)];
  if (hazards.length === 0) return;
  yield `### ${title}`;
  yield '';
  yield* hazards;
}
