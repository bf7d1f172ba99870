import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStackPlan } from '../../../scripts/plan-review/model/build';
import { readPlanFile } from '../../../scripts/plan-review/plan-file/read';
import { renderComment, type Comment } from '../../../scripts/plan-review/render/comment';
import { reviewPlans, type Review } from '../../../scripts/plan-review/review';
import { stackNameOf } from '../../../scripts/plan-review/stack-name';

/** Where the recorded plans lie: `<kind>/<stack>.json.gz`, and the comment that they must give. */
export const PLANS = join(__dirname, '..', 'plans');

export interface Reviewed {
  readonly review: Review;
  readonly comment: Comment;
}

/** Reviews the recorded plans of a kind. */
export function reviewRecorded(kind: string): Reviewed {
  const folder = join(PLANS, kind);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));
  const review = reviewPlans({
    plans: files.map((file) => buildStackPlan(stackNameOf(file), readPlanFile(join(folder, file)))),
    acknowledgements: [],
    today: '2026-03-01',
    commit: undefined,
  });
  return { review, comment: renderComment(review) };
}

export function writeGolden(kind: string): void {
  writeFileSync(join(PLANS, kind, 'comment.md'), reviewRecorded(kind).comment.markdown);
}
