import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RUNBOOK_FOLDER, runbookPages } from './docs/runbook-pages';

/** `npm run docs`: writes docs/runbooks/ from the steps that the tool runs. */
async function main(): Promise<void> {
  mkdirSync(RUNBOOK_FOLDER, { recursive: true });
  for (const { name, text } of await runbookPages()) {
    const path = join(RUNBOOK_FOLDER, name);
    writeFileSync(path, text);
    console.log(relative(process.cwd(), path));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
