import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CAPACITY_PAGE, capacityPage } from './capacity-page';
import { COMMANDS_PAGE, commandsPage } from './commands-page';
import { DOCTOR_PAGE, doctorPage } from './doctor-page';
import { ERRORS_PAGE, errorsPage } from './errors-page';
import { PLAN_REVIEW_PAGE, planReviewPage } from './plan-review-page';
import { RUNBOOK_FOLDER, runbookPages } from './runbook-pages';

/** `npm run docs`: writes docs/runbooks/ from the steps that the tool runs, the other pages from checks, errors, hazards and model. */
async function main(): Promise<void> {
  mkdirSync(RUNBOOK_FOLDER, { recursive: true });
  for (const { name, text } of await runbookPages()) {
    const path = join(RUNBOOK_FOLDER, name);
    writeFileSync(path, text);
    console.log(relative(process.cwd(), path));
  }
  writeFileSync(COMMANDS_PAGE, await commandsPage());
  console.log(relative(process.cwd(), COMMANDS_PAGE));
  writeFileSync(DOCTOR_PAGE, await doctorPage());
  console.log(relative(process.cwd(), DOCTOR_PAGE));
  writeFileSync(ERRORS_PAGE, await errorsPage());
  console.log(relative(process.cwd(), ERRORS_PAGE));
  writeFileSync(CAPACITY_PAGE, await capacityPage());
  console.log(relative(process.cwd(), CAPACITY_PAGE));
  writeFileSync(PLAN_REVIEW_PAGE, await planReviewPage());
  console.log(relative(process.cwd(), PLAN_REVIEW_PAGE));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
