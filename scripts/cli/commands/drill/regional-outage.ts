import { Command, Option } from 'commander';
import { loadSettings } from '../../../../settings';
import { OUTAGES, type Outage } from '../../../drill/outage/dark';
import { drillRegionalOutage } from '../../../drill/outage/drill';
import { renderOutage } from '../../../drill/outage/report';
import { outageLogLine } from '../../../drill/outage/result';
import { wholeNumber } from '../../support/arguments';
import { EXIT_HELP } from '../../support/exit-status';
import {
  DRILL_LOG,
  folderOfDrill,
  keepEvidence,
  KEPT,
  leavingInOrder,
  progressOnStderr,
  conclude,
} from './rehearsal';

interface Options {
  readonly users: number;
  readonly secrets?: number;
  readonly dark: Outage;
  readonly seed: number;
  readonly json: boolean;
  readonly keep: boolean;
  readonly out?: string;
  readonly log: string;
}

/** Secrets of a user, on average. */
const SECRETS_A_USER = 2.5;

const HELP = `
Starts a local cloud, deploys both foundations, the primary region and the failover records with the real cdktf and
Terraform, creates users with their secrets, lets a probe act as the SyncWell worker, and runs rounds of the real
"recover protect" with the agent's role. Then the primary region is lost, with its workers. The real "recover run
regional-outage" rebuilds the service in the recovery region; users follow DNS there and go on. When the primary region
is back, the real "recover run failback" brings the service home. Readers of the drill's own prove what came of it, and
the local cloud's log what was asked of whom.

--dark says how the region is lost: "refuse" breaks every connection, "hang" never answers, "data-plane-only" answers
503 for control planes alone; "worsening" is all three, one after the other, while the recovery runs.

For example:
  recover drill regional-outage
  recover drill regional-outage --users 500 --dark hang --keep
${EXIT_HELP}`;

/** `recover drill regional-outage`. */
export function regionalOutageCommand(): Command {
  return new Command('regional-outage')
    .description(
      'the primary region is lost; the service is rebuilt in the recovery region, and brought home',
    )
    .option(
      '--users <number>',
      'how many users the service has',
      wholeNumber('--users', { from: 100, to: 100_000 }),
      2000,
    )
    .option(
      '--secrets <number>',
      'how many tokens they have together (default: 2.5 a user)',
      wholeNumber('--secrets', { from: 100, to: 500_000 }),
    )
    .addOption(new Option('--dark <how>', 'how the region is lost').choices(OUTAGES).default('worsening'))
    .option(
      '--seed <number>',
      'of everything that is random',
      wholeNumber('--seed', { from: 1, to: 2 ** 31 }),
      1,
    )
    .option('--json', 'print the result as JSON on standard output, everything else on standard error', false)
    .option('--keep', `leave the cloud running, as local cloud ${KEPT}`, false)
    .option('--out <folder>', 'where report and journals go (default: .local-cloud/drills/<time>)')
    .option('--log <file>', 'where one line is appended', DRILL_LOG)
    .addHelpText('after', HELP)
    .action(regionalOutage);
}

async function regionalOutage(options: Options): Promise<void> {
  const { users, secrets = users * SECRETS_A_USER, seed, dark, json, keep, out, log } = options;
  const folder = folderOfDrill(out);
  const result = await leavingInOrder(() =>
    drillRegionalOutage({
      settings: loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      users,
      secrets: Math.floor(secrets),
      seed,
      outage: dark,
      ...(keep ? { keepAs: KEPT } : {}),
      progress: progressOnStderr(),
      inspect: (environment) => {
        keepEvidence(environment, folder);
      },
    }),
  );
  const markdown = renderOutage(result);
  conclude({ folder, log, json, keep, result, markdown, line: outageLogLine(result) });
}
