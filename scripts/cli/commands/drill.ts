import { Command, Option } from 'commander';
import { loadSettings } from '../../../settings';
import { drillDataCorruption } from '../../drill/corruption/drill';
import { renderDrill } from '../../drill/corruption/report';
import { logLine, STRATEGIES, type Strategy } from '../../drill/corruption/result';
import { azFailureCommand } from './drill/az-failure';
import { regionalOutageCommand } from './drill/regional-outage';
import {
  DRILL_LOG,
  folderOfDrill,
  keepEvidence,
  KEPT,
  leavingInOrder,
  progressOnStderr,
  conclude,
} from './drill/rehearsal';
import { wholeNumber } from '../support/arguments';
import { EXIT_HELP } from '../support/exit-status';

interface Options {
  readonly strategy: Strategy;
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
data-corruption" runs unattended, finds the second before the damage, restores and salvages or rewinds, and readers of the drill's own prove what it brought about. Prints recovery time and
point as the probe felt them, against the objectives. Nothing is left running.

For example:
  recover drill data-corruption
  recover drill data-corruption --strategy rewind
  recover drill data-corruption --users 500 --keep
${EXIT_HELP}`;

/** `recover drill <scenario>`: a rehearsal on this machine. */
export function drillCommand(): Command {
  return new Command('drill')
    .description('rehearse a recovery on this machine, and measure it')
    .addCommand(dataCorruptionCommand())
    .addCommand(regionalOutageCommand())
    .addCommand(azFailureCommand());
}

function dataCorruptionCommand(): Command {
  return new Command('data-corruption')
    .description('a bad release corrupts the table; the service is brought back by a restore or a rewind')
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
    .addOption(new Option('--strategy <name>', 'how it is recovered').choices(STRATEGIES).default('restore'))
    .option('--json', 'print the result as JSON on standard output, everything else on standard error', false)
    .option('--keep', `leave the cloud running, as local cloud ${KEPT}`, false)
    .option('--out <folder>', 'where report and journal go (default: .local-cloud/drills/<time>)')
    .option('--log <file>', 'where one line is appended', DRILL_LOG)
    .addHelpText('after', HELP)
    .action(dataCorruption);
}

async function dataCorruption({ strategy, users, seed, json, keep, out, log }: Options): Promise<void> {
  const folder = folderOfDrill(out);
  const result = await leavingInOrder(() =>
    drillDataCorruption({
      settings: loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      strategy,
      users,
      seed,
      ...(keep ? { keepAs: KEPT } : {}),
      progress: progressOnStderr(),
      inspect: (environment) => {
        keepEvidence(environment, folder);
      },
    }),
  );
  const markdown = renderDrill(result);
  conclude({ folder, log, json, keep, result, markdown, line: logLine(result) });
}
