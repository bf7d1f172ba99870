import { stop } from '../engine/errors';
import type { InputOf } from './declaration';
import type { planReview } from './declaration/look';
import type { Call } from './support/operation';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAcknowledgements } from '../plan-review/acknowledgements/read';
import { buildStackPlan } from '../plan-review/model/build';
import { readPlanFile } from '../plan-review/plan-file/read';
import { renderComment } from '../plan-review/render/comment';
import { reviewPlans } from '../plan-review/review';
import { stackNamesOf } from '../plan-review/stack-name';
import { verdictOf } from '../plan-review/verdict';
import { EXIT } from './support/exit-status';
import { PROJECT_ROOT } from '../project-root';

const ACKNOWLEDGEMENTS = join(PROJECT_ROOT, 'plan-review', 'acknowledged.json');

/** Reviews plans: a comment for a pull request, and a verdict. */
export function run(input: InputOf<typeof planReview>, { output }: Call): number {
  const { 'plan.json': paths, out, commit, expectDigest, acknowledgements = ACKNOWLEDGEMENTS } = input;
  const stacks = stackNamesOf(paths);
  const review = reviewPlans({
    plans: paths.map((path, index) => buildStackPlan(stacks[index] ?? path, readPlanFile(path))),
    acknowledgements: readAcknowledgements(acknowledgements),
    today: new Date().toISOString().slice(0, 10),
    commit,
  });
  if (expectDigest !== undefined && review.digest !== expectDigest)
    throw stop('PLAN_STALE', { digest: review.digest, reviewed: expectDigest });
  const comment = renderComment(review);
  const verdict = verdictOf(review, comment);
  if (out !== undefined) writeFileSync(out, comment.markdown);
  output.result(verdict, [out === undefined ? comment.markdown.trimEnd() : `${verdict.verdict}: ${out}`]);
  return verdict.verdict === 'hazards' ? EXIT.refused : EXIT.done;
}
