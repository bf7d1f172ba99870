import { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { loadSettings } from '../../settings';
import { drillDataCorruption } from '../drill/drill';
import { renderDrill } from '../drill/report';
import { logLine, type DrillResult } from '../drill/result';
import type { LocalEnvironment } from '../local-deploy/environment';
import { wholeNumber } from './support/arguments';
import { EXIT, EXIT_HELP } from './support/exit-status';

const PROJECT_ROOT = join(__dirname, '..', '..');
const DRILL_LOG = join(PROJECT_ROOT, 'docs', 'drills', 'log.jsonl');
const KEPT = 'drill';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

interface Options {
  readonly users: number;
  readonly seed: number;
  readonly json: boolean;
  readonly keep: boolean;
  readonly out?: string;
  readonly log: string;
}

const HELP = `
Starts a local cloud, deploys the stacks with the real cdktf and Terraform, creates users with their secrets, lets a
probe act as the SyncWell worker, and a bad release corrupt items among good writes. Then the real "recover run
data-corruption" runs unattended, and readers of the drill's own prove what it brought about. Prints recovery time and
point as the probe felt them, against the objectives. Nothing is left running.

For example:
  recover drill data-corruption
  recover drill data-corruption --users 500 --keep
${EXIT_HELP}`;

/** `recover drill <scenario>`: a rehearsal on this machine. */
export function drillCommand(): Command {
  return new Command('drill')
    .description('rehearse a recovery on this machine, and measure it')
    .addCommand(dataCorruptionCommand());
}

function dataCorruptionCommand(): Command {
  return new Command('data-corruption')
    .description('a bad release corrupts the table; the service is brought back by a restore')
    .option(
      '--users <number>',
      'how many users the service has',
      wholeNumber('--users', { from: 10, to: 100_000 }),
      2000,
    )
    .option(
      '--seed <number>',
      'of everything that is random',
      wholeNumber('--seed', { from: 1, to: 2 ** 31 }),
      1,
    )
    .addOption(new Option('--strategy <name>', 'how it is recovered').choices(['restore']).default('restore'))
    .option('--json', 'print the result as JSON on standard output, everything else on standard error', false)
    .option('--keep', `leave the cloud running, as local cloud ${KEPT}`, false)
    .option('--out <folder>', 'where report and journal go (default: .local-cloud/drills/<time>)')
    .option('--log <file>', 'where one line is appended', DRILL_LOG)
    .addHelpText('after', HELP)
    .action(dataCorruption);
}

async function dataCorruption({ users, seed, json, keep, out, log }: Options): Promise<void> {
  const started = performance.now();
  // Ctrl-C: the local cloud ends with its owner; leaving in order lets the folders go as well.
  const leave = (): void => {
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.once(signal, leave);
  const folder =
    out ?? join(PROJECT_ROOT, '.local-cloud', 'drills', new Date().toISOString().replaceAll(':', ''));
  const result = await drillDataCorruption({
    settings: loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } }),
    env: process.env,
    users,
    seed,
    ...(keep ? { keepAs: KEPT } : {}),
    progress: (line) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.error(`${seconds.padStart(4)} s  ${line}`);
    },
    inspect: (environment) => {
      keepEvidence(environment, folder);
    },
  });
  for (const signal of SIGNALS) process.off(signal, leave);
  write(result, { folder, log });
  if (json) console.log(JSON.stringify(result));
  else console.log(`${renderDrill(result)}\nReport and journal: ${relative(process.cwd(), folder)}`);
  if (keep) console.error(`to look around: eval "$(npx recover local-cloud env --name ${KEPT})"`);
  if (!result.passed) process.exitCode = EXIT.verification;
}

/** Journal and changed settings outlive the environment. */
function keepEvidence({ workspace, settingsDirectory }: LocalEnvironment, folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(workspace.directory, 'incidents'), join(folder, 'incidents'), { recursive: true });
  cpSync(settingsDirectory, join(folder, 'settings'), { recursive: true });
}

function write(result: DrillResult, { folder, log }: { folder: string; log: string }): void {
  writeFileSync(join(folder, 'drill.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(folder, 'drill.md'), renderDrill(result));
  if (!existsSync(dirname(log))) mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `${logLine(result)}\n`);
}
