import { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadSettings } from '../../../settings';
import type { DrillOptions } from '../../drill/local-drill';
import { renderDrill, type Scenario } from '../../drill/report';
import { logLine, type DrillResult } from '../../drill/result';
import { Interrupted } from '../../engine/stop';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { PROJECT_ROOT } from '../../project-root';
import { EXIT } from '../support/exit-status';
import { nextFrom, type Call } from '../support/operation';

const DRILL_LOG = join(PROJECT_ROOT, 'docs', 'drills', 'log.jsonl');
/** Name of a local cloud that is left running. */
const KEPT = 'drill';

/** What every drill is told on the command line. */
interface Asked {
  readonly users: number;
  readonly seed: number;
  /** Whether the cloud is left running. @default false */
  readonly keep?: boolean | undefined;
  /** Folder of the report. @default one of its own */
  readonly out?: string | undefined;
  /** File to which one line is appended. @default the drill log */
  readonly log?: string | undefined;
}

interface Rehearsal<Result extends DrillResult> {
  readonly scenario: Scenario<Result>;
  readonly drill: (options: DrillOptions) => Promise<Result>;
}

/** Does a drill, writes its result down and prints it. @returns the exit status. @throws Interrupted */
export async function rehearse<Result extends DrillResult>(
  call: Call,
  asked: Asked,
  { scenario, drill }: Rehearsal<Result>,
): Promise<number> {
  const { users, seed, keep = false } = asked;
  const folder = folderOfDrill(asked.out);
  const result = await unlessInterrupted(call, () =>
    drill({
      settings: loadSettings({ env: { ...call.env, SYNCWELL_ENV: 'drill' } }),
      env: call.env,
      users,
      seed,
      ...(keep ? { keepAs: KEPT } : {}),
      progress: timedLines(call),
      inspect: (environment) => {
        keepEvidence(environment, folder);
      },
    }),
  );
  const markdown = renderDrill(result, scenario);
  const line = logLine(result, scenario.logged(result));
  return conclude(call, { folder, log: asked.log, keep, result, markdown, line });
}

/**
 * Does the work. Ctrl-C ends the wait for it: the local cloud ends with its owner, this process.
 *
 * @throws Interrupted
 */
async function unlessInterrupted<Result>({ signal }: Call, work: () => Promise<Result>): Promise<Result> {
  const interrupted = new Promise<never>((_, reject) => {
    const leave = (): void => {
      reject(new Interrupted());
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([work(), interrupted]);
}

/** Tells each line with the seconds since now before it. */
function timedLines({ output }: Call): (line: string) => void {
  const started = performance.now();
  return (line) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    output.note(`${seconds.padStart(4)} s  ${line}`);
  };
}

/** Where report and journals of a drill go. */
function folderOfDrill(given: string | undefined): string {
  const name = new Date().toISOString().replaceAll(':', '');
  return given ?? join(PROJECT_ROOT, '.local-cloud', 'drills', name);
}

/** Journals and changed settings outlive the environment. */
function keepEvidence({ workspace, settingsDirectory }: LocalEnvironment, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const incidents = join(workspace.directory, 'incidents');
  if (existsSync(incidents)) cpSync(incidents, join(folder, 'incidents'), { recursive: true });
  cpSync(settingsDirectory, join(folder, 'settings'), { recursive: true });
}

interface Outcome {
  readonly folder: string;
  /** File to which one line is appended. */
  readonly log: string | undefined;
  /** Whether the cloud was left running. */
  readonly keep: boolean;
  readonly result: { readonly passed: boolean };
  readonly markdown: string;
  readonly line: string;
}

/** Writes the result down and prints it. @returns the exit status */
function conclude(call: Call, outcome: Outcome): number {
  const { folder, log = DRILL_LOG, keep, result, markdown, line } = outcome;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'drill.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(folder, 'drill.md'), markdown);
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `${line}\n`);
  call.output.result(result, [markdown, `Report: ${folder}`]);
  if (keep) {
    const command = nextFrom(call, `npx recover local-cloud env --name ${KEPT}`);
    call.output.note(`to look around: eval "$(${command})"`);
  }
  return result.passed ? EXIT.done : EXIT.verification;
}
