import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadSettings, SettingsError } from '../../settings';
import { PreconditionError } from '../local-cloud/precondition';
import { pageOf } from './page';
import { planBranch } from './plan-branch';
import { readAcknowledgements } from '../plan-review/acknowledgements/read';
import { renderComment } from '../plan-review/render/comment';
import { reviewPlans } from '../plan-review/review';
import { verdictOf } from '../plan-review/verdict';
import { Stop } from '../engine/stop';
import { PROJECT_ROOT } from '../project-root';

const HELP = `
Starts a local cloud, deploys every stack of the base with the real cdktf and Terraform, plans the working tree against it
and reviews the plans: the comment that the pull request will get, without AWS. About eight minutes; nothing is left
running.

For example:
  npm run plan:local
  npm run plan:local -- --base HEAD~1 --out /tmp/review

Exit status: 0 no hazard, or every one acknowledged; 3 a hazard that is not; 2 wrong usage; 4 something is missing.`;

interface Options {
  readonly base: string;
  readonly out: string;
}

async function main(): Promise<void> {
  const { base, out } = new Command('plan:local')
    .description('show the review of this branch before it is a pull request')
    .option('--base <commit>', 'what is deployed', 'main')
    .option(
      '--out <folder>',
      'for comment.md, comment.html and verdict.json',
      join(PROJECT_ROOT, '.local-cloud', 'review'),
    )
    .addHelpText('after', HELP)
    .parse()
    .opts<Options>();
  const started = performance.now();
  const plans = await planBranch({
    root: PROJECT_ROOT,
    base,
    settings: loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } }),
    env: process.env,
    progress: (line) => {
      console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
    },
  });
  const review = reviewPlans({
    plans,
    acknowledgements: readAcknowledgements(join(PROJECT_ROOT, 'plan-review', 'acknowledged.json')),
    today: new Date().toISOString().slice(0, 10),
    commit: undefined,
  });
  const comment = renderComment(review);
  const verdict = verdictOf(review, comment);
  const folder = resolve(out);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'comment.md'), comment.markdown);
  writeFileSync(join(folder, 'comment.html'), await pageOf(comment.markdown));
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(verdict, null, 2));
  console.log(`${verdict.verdict}: ${join(folder, 'comment.html')}`);
  if (verdict.verdict === 'hazards') process.exitCode = 3;
}

/** As in `recover`: 2 wrong usage or settings, 4 something is missing on this machine, 1 anything else. */
function statusOf(error: unknown): number {
  if (error instanceof SettingsError) return 2;
  if (error instanceof Stop) return error.kind === 'usage' ? 2 : 4;
  return error instanceof PreconditionError ? 4 : 1;
}

// Ctrl-C: the local cloud ends with its owner; leaving in order lets the folders go as well.
process.once('SIGINT', () => {
  process.exit(130);
});

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = statusOf(error);
});
