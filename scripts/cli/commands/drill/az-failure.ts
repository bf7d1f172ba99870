import { Command } from 'commander';
import { loadSettings } from '../../../../settings';
import { drillAzFailure } from '../../../drill/zone/drill';
import { renderAzFailure } from '../../../drill/zone/report';
import { azFailureLogLine } from '../../../drill/zone/result';
import { wholeNumber } from '../../support/arguments';
import { EXIT_HELP } from '../../support/exit-status';
import { conclude, DRILL_LOG, folderOfDrill, leavingInOrder, progressOnStderr } from './rehearsal';

interface Options {
  readonly users: number;
  readonly seed: number;
  readonly json: boolean;
  readonly out?: string;
  readonly log: string;
}

const HELP = `
Shows what one machine can show of the loss of an Availability Zone. Terraform plans the primary region against a local
cloud; from that plan is read what lies in which zone, and whether anything hangs on one zone alone. Then table and
runtime configuration are deployed, a worker serves users in each zone, and one of them is cut off in the middle of its
work: the others go on, its users are served elsewhere, and no acknowledged write is lost. Nothing is left running.

A local cloud has no zones that could fail. The result lists what only an experiment of AWS FIS in a real account shows,
with the commands that start it.

For example:
  recover drill az-failure
  recover drill az-failure --users 300 --json
${EXIT_HELP}`;

/** `recover drill az-failure`. */
export function azFailureCommand(): Command {
  return new Command('az-failure')
    .description('an Availability Zone is lost; the region goes on without it')
    .option(
      '--users <number>',
      'how many users the service has',
      wholeNumber('--users', { from: 10, to: 10_000 }),
      100,
    )
    .option(
      '--seed <number>',
      'of everything that is random',
      wholeNumber('--seed', { from: 1, to: 2 ** 31 }),
      1,
    )
    .option('--json', 'print the result as JSON on standard output, everything else on standard error', false)
    .option('--out <folder>', 'where the report goes (default: .local-cloud/drills/<time>)')
    .option('--log <file>', 'where one line is appended', DRILL_LOG)
    .addHelpText('after', HELP)
    .action(azFailure);
}

async function azFailure({ users, seed, json, out, log }: Options): Promise<void> {
  const folder = folderOfDrill(out);
  const result = await leavingInOrder(() =>
    drillAzFailure({
      settings: loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      users,
      seed,
      progress: progressOnStderr(),
    }),
  );
  const markdown = renderAzFailure(result);
  conclude({ folder, log, json, keep: false, result, markdown, line: azFailureLogLine(result) });
}
