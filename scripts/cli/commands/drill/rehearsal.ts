import { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { LocalEnvironment } from '../../../local-deploy/environment';
import { EXIT } from '../../support/exit-status';
import { PROJECT_ROOT } from '../../../project-root';

export const DRILL_LOG = join(PROJECT_ROOT, 'docs', 'drills', 'log.jsonl');
/** Name of a local cloud that is left running. */
export const KEPT = 'drill';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Does the work; Ctrl-C leaves in order: the local cloud ends with its owner, and the folders go as well. */
export async function leavingInOrder<Result>(work: () => Promise<Result>): Promise<Result> {
  const leave = (): void => {
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.once(signal, leave);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}

/** Tells each line on standard error, with the seconds since now before it. */
export function progressOnStderr(): (line: string) => void {
  const started = performance.now();
  return (line) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.error(`${seconds.padStart(4)} s  ${line}`);
  };
}

/** Where report and journals of a drill go. */
export function folderOfDrill(given: string | undefined): string {
  const name = new Date().toISOString().replaceAll(':', '');
  return given ?? join(PROJECT_ROOT, '.local-cloud', 'drills', name);
}

/** Journals and changed settings outlive the environment. */
export function keepEvidence({ workspace, settingsDirectory }: LocalEnvironment, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const incidents = join(workspace.directory, 'incidents');
  if (existsSync(incidents)) cpSync(incidents, join(folder, 'incidents'), { recursive: true });
  cpSync(settingsDirectory, join(folder, 'settings'), { recursive: true });
}

export interface Outcome {
  readonly folder: string;
  /** File to which one line is appended. */
  readonly log: string;
  readonly json: boolean;
  /** Whether the cloud was left running. */
  readonly keep: boolean;
  readonly result: { readonly passed: boolean };
  readonly markdown: string;
  readonly line: string;
}

/** Writes the result down, prints it, and sets the exit status. */
export function conclude({ folder, log, json, keep, result, markdown, line }: Outcome): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'drill.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(folder, 'drill.md'), markdown);
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `${line}\n`);
  if (json) console.log(JSON.stringify(result));
  else console.log(`${markdown}\nReport: ${relative(process.cwd(), folder)}`);
  if (keep) console.error(`to look around: eval "$(npx recover local-cloud env --name ${KEPT})"`);
  if (!result.passed) process.exitCode = EXIT.verification;
}
