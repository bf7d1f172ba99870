import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAcknowledgements } from '../../plan-review/acknowledgements/read';
import { buildStackPlan } from '../../plan-review/model/build';
import { readPlanFile } from '../../plan-review/plan-file/read';
import { renderComment } from '../../plan-review/render/comment';
import { reviewPlans } from '../../plan-review/review';
import { stackNamesOf } from '../../plan-review/stack-name';
import { verdictOf } from '../../plan-review/verdict';
import { Stop } from '../../engine/stop';
import { EXIT } from '../support/exit-status';
import { UsageError } from '../support/usage-error';
import { PROJECT_ROOT } from '../../project-root';

interface PlanReviewOptions {
  readonly out?: string;
  readonly json: boolean;
  readonly commit?: string;
  readonly acknowledgements: string;
  readonly expectDigest?: string;
}

const ACKNOWLEDGEMENTS = join(PROJECT_ROOT, 'plan-review', 'acknowledged.json');

const HELP = `
Reads plans and changes nothing. A plan is named after its stack: plans/drill-primary.json is drill-primary. Sensitive
values are masked. What each hazard means, and how one is acknowledged: docs/plan-review.md

For example:
  terraform show -json plan.tfplan > plans/drill-primary.json
  recover plan-review plans/drill-primary.json plans/drill-recovery.json --out comment.md
  recover plan-review plans/*.json --json --expect-digest sha256:2c26b4...

Exit status: 0 no hazard, or every one acknowledged; 3 a hazard that is not, or another plan than the expected one;
2 a file that is no plan, or wrong usage.`;

/** `recover plan-review <plan.json>...`: a pull-request comment and a verdict. */
export function planReviewCommand(): Command {
  return new Command('plan-review')
    .description("review Terraform plans: a pull request's comment, and a verdict")
    .argument('<plan.json...>', 'what terraform show -json wrote, of any number of stacks')
    .option('--out <file>', 'write the comment there instead of to standard output')
    .option('--json', 'print the verdict as JSON on standard output', false)
    .option('--commit <sha>', 'the commit that was planned, for the comment', requireCommit)
    .option('--acknowledgements <file>', 'the reviewed file of acknowledgements', ACKNOWLEDGEMENTS)
    .option(
      '--expect-digest <digest>',
      'refuse plans that do something else than the reviewed ones',
      requireDigest,
    )
    .addHelpText('after', HELP)
    .action(planReview);
}

function planReview(paths: readonly string[], options: PlanReviewOptions): void {
  const { out, json, commit, acknowledgements, expectDigest } = options;
  const stacks = stackNamesOf(paths);
  const review = reviewPlans({
    plans: paths.map((path, index) => buildStackPlan(stacks[index] ?? path, readPlanFile(path))),
    acknowledgements: readAcknowledgements(acknowledgements),
    today: new Date().toISOString().slice(0, 10),
    commit,
  });
  if (expectDigest !== undefined && review.digest !== expectDigest) throw stale(review.digest, expectDigest);
  const comment = renderComment(review);
  const verdict = verdictOf(review, comment);
  if (out !== undefined) writeFileSync(out, comment.markdown);
  if (json) console.log(JSON.stringify(verdict));
  else if (out === undefined) process.stdout.write(comment.markdown);
  else console.log(`${verdict.verdict}: ${out}`);
  if (verdict.verdict === 'hazards') process.exitCode = EXIT.refused;
}

function stale(got: string, expected: string): Stop {
  return new Stop({
    kind: 'refused',
    code: 'PLAN_STALE',
    message: `these plans are not the reviewed ones: their digest is ${got}, reviewed was ${expected}. Something changed in between.`,
    next: 'open a pull request that is planned anew, and review that',
  });
}

function requireCommit(text: string): string {
  if (/^[0-9a-f]{7,64}$/.test(text)) return text;
  throw new UsageError(`--commit ${JSON.stringify(text)}: give the hexadecimal name of a commit`);
}

function requireDigest(text: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new UsageError(`--expect-digest ${JSON.stringify(text)}: give sha256: and 64 hexadecimal digits`);
}
