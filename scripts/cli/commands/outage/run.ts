import type { Command } from 'commander';
import { parseWindow, type LossWindow } from '../../../recovery/incident/data-loss';
import { newIncidentId } from '../../../recovery/incident/incident-folder';
import { chooseSource, findSources, told } from '../../../recovery/rebuild/find-sources';
import type { Facts } from '../../../engine/step';
import { placeOf } from '../../../runbooks/place';
import { wholeNumber } from '../../support/arguments';
import { EXIT_HELP } from '../../support/exit-status';
import { operateAt } from '../../support/operate-on';
import {
  actionOf,
  operate,
  operatorCommand,
  settingsOf,
  type CommonOptions,
  type Operation,
} from '../../support/operation';
import { printPlan } from '../../support/plan';
import { run, runbookOf } from '../../support/run-runbook';
import { acceptLoss } from './accept-loss';
import { copyWanted, EVACUATE, requireRegion, sourceOption, TO, type OutageOptions } from './options';
import { requireAhead } from './preflight';

interface RunOptions extends CommonOptions {
  readonly usersToVerify?: number;
  readonly plan: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

interface RegionalOutageOptions extends OutageOptions, RunOptions {
  readonly acceptDataLoss?: LossWindow;
}

const COMMAND = 'npx recover run regional-outage';

const OUTAGE_HELP = `
Rebuilds the service in the recovery region and asks nothing of the primary one, nor of IAM, Route 53 or the making of
buckets: deploys the regional stack, rebuilds the table from the freshest source, recreates the secrets (side by side),
points the connections to them, validates, starts the workers, proves the service as a user, switches the traffic and
sees it arrive. Needs this repository, Terraform and credentials. What was written after the source's restore point is
lost: that window must be accepted, by --accept-data-loss or typed at the terminal. It may be killed at any moment:
npx recover resume <incident> goes on. While the recovery region serves, --role recovery makes every command work there.

For example:
  recover preflight regional-outage --to us-west-2
  recover run regional-outage --to us-west-2 --dry-run
  recover run regional-outage --to us-west-2 --accept-data-loss 2026-03-01T04:14:30Z/2026-03-01T05:10:00Z
  recover run regional-outage --to us-west-2 --evacuate
${EXIT_HELP}`;

/** `recover run regional-outage`: the service in another region. */
export function regionalOutageCommand(): Command {
  return runOptions(
    operatorCommand(
      'regional-outage',
      'the primary region is lost: rebuild the service in the recovery region',
    )
      .requiredOption('--to <region>', TO)
      .addOption(sourceOption())
      .option('--evacuate', EVACUATE, false)
      .option(
        '--accept-data-loss <from/to>',
        'accept that everything written in between is lost',
        parseWindow,
      ),
  )
    .addHelpText('after', OUTAGE_HELP)
    .action((options: RegionalOutageOptions) => {
      // Before anybody is asked anything: a region that was mistyped may be one that does not answer.
      requireRegion(settingsOf(options).settings, COMMAND, options);
      return runAt(options, 'regional-outage', outageParametersOf(options));
    });
}

const FAILBACK_HELP = `
Brings the service home with everything that was written meanwhile: fences the region that has come back, deploys its
stack, restores the table across regions, brings the secrets over and follows the writes, all while the service goes on.
Then it halts writes, follows the rest, compares every item of both tables, switches the traffic and sees it arrive; only
then writes go on, at home. Nothing that was acknowledged is lost. It may be killed at any moment: npx recover resume
<incident> goes on.

For example:
  recover preflight failback
  recover run failback --dry-run
  recover run failback --yes
${EXIT_HELP}`;

/** `recover run failback`: the way home. */
export function failbackCommand(): Command {
  return runOptions(
    operatorCommand('failback', 'the primary region is healthy again: bring the service home'),
  )
    .addHelpText('after', FAILBACK_HELP)
    .action((options: RunOptions) => runAt(options, 'failback', parametersOf(options)));
}

function runOptions(command: Command): Command {
  return command
    .option(
      '--users-to-verify <number>',
      'how many users are played at the end',
      wholeNumber('--users-to-verify', { from: 1, to: 10_000 }),
    )
    .option('--no-plan', 'leave the plan of the next deploy to CI, and do not look at the stack beforehand')
    .option('--dry-run', 'print what every step would do and change nothing', false)
    .option('--yes', 'ask no questions', false);
}

type Options = RunOptions & Partial<RegionalOutageOptions>;

/** Looks ahead, has the loss accepted, declares the incident and runs it: where its procedure works. */
function runAt(options: Options, runbook: string, given: Facts): Promise<void> {
  const place = placeOf({ runbook, parameters: given, role: null });
  return operate(options, (operation) =>
    operateAt(operation, place, async (there) => {
      const { dryRun, plan, source } = options;
      const incident = newIncidentId(there.connection.clock);
      if (dryRun) {
        await printPlan(there, runbookOf({ runbook, parameters: given }), { incident });
        return;
      }
      const { secretsQuota } = await requireAhead(there, { source: copyWanted(source), plan });
      const parameters = {
        ...given,
        ...(secretsQuota === undefined ? {} : { secretsQuota }),
      };
      const acknowledged = place.lost === undefined ? undefined : await accepted(there, options);
      await run(there, { incident, declaration: { incident, runbook, parameters, acknowledged } });
    }),
  );
}

/** Of the source that is taken: from its restore point on. */
async function accepted(operation: Operation, options: Options): Promise<LossWindow> {
  const source = chooseSource(await findSources(actionOf(operation)), copyWanted(options.source));
  operation.output.say(told(source));
  return acceptLoss(operation, {
    source,
    given: options.acceptDataLoss,
    yes: options.yes,
    command: (window) => commandLine(options, window),
  });
}

/** Only what was given: what is left out is the procedure's to choose. */
function outageParametersOf(options: RegionalOutageOptions): Facts {
  const { to, evacuate } = options;
  const source = copyWanted(options.source);
  return {
    to,
    ...(source === undefined ? {} : { source }),
    ...(evacuate ? { evacuate } : {}),
    ...parametersOf(options),
  };
}

function parametersOf({ usersToVerify, plan }: RunOptions): Facts {
  return { ...(usersToVerify === undefined ? {} : { usersToVerify }), ...(plan ? {} : { plan }) };
}

/** The same command with the window accepted. */
function commandLine({ to, source, usersToVerify, plan, yes, json, env }: Options, window: string): string {
  return [
    `${COMMAND} --to ${to ?? ''} --accept-data-loss ${window}`,
    ...(source === undefined ? [] : [`--source ${source}`]),
    ...(usersToVerify === undefined ? [] : [`--users-to-verify ${usersToVerify}`]),
    ...(plan ? [] : ['--no-plan']),
    ...(yes ? ['--yes'] : []),
    ...(json ? ['--json'] : []),
    ...(env === undefined ? [] : [`--env ${env}`]),
  ].join(' ');
}
