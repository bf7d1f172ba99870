import { Command } from 'commander';
import { parseWindow, type LossWindow } from '../recovery/incident/data-loss';
import { newIncidentId } from '../recovery/incident/incident-folder';
import type { Facts } from '../runbook/step';
import { restoreTime, tableName, targetName, wholeNumber } from './support/arguments';
import { acknowledgeDataLoss } from './support/data-loss';
import { EXIT_HELP } from './support/exit-status';
import { operate, operatorCommand, type CommonOptions, type Operation } from './support/operation';
import { printPlan } from './support/plan';
import { requireRestorable } from './support/require-restorable';
import { run, runbookDefinition } from './support/run-runbook';

interface DataCorruptionOptions extends CommonOptions {
  readonly restoreTo: string;
  readonly acceptDataLoss?: LossWindow;
  readonly table?: string;
  readonly target?: string;
  readonly usersToVerify?: number;
  readonly stopWorkers: boolean;
  readonly plan: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Halts every writer, restores the table to that second beside the damaged one, puts its settings back, validates it,
points the service at it, proves it as a user and lets writes go on. Everything written between the restore point and
the halt is lost: that window must be accepted, by --accept-data-loss or typed at the terminal. Without it the command
says which window, and what to type. It may be killed at any moment: npx recover resume <incident> goes on.

For example:
  recover preflight data-corruption --restore-to 2026-03-01T04:15:00Z
  recover run data-corruption --restore-to 2026-03-01T04:15:00Z --dry-run
  recover run data-corruption --restore-to 2026-03-01T04:15:00Z \\
    --accept-data-loss 2026-03-01T04:15:00Z/2026-03-01T05:10:00Z
${EXIT_HELP}`;

/** `recover run <runbook>`: a whole procedure. */
export function runCommand(): Command {
  return new Command('run')
    .description('run a procedure from its beginning')
    .addCommand(dataCorruptionCommand());
}

function dataCorruptionCommand(): Command {
  return operatorCommand(
    'data-corruption',
    'items are wrong, in numbers: go back to a second before the damage',
  )
    .requiredOption(
      '--restore-to <time>',
      'the second to go back to, in UTC, such as 2026-03-01T04:15:00Z; latest: the second of the halt',
      restoreTime('--restore-to'),
    )
    .option('--accept-data-loss <from/to>', 'accept that everything written in between is lost', parseWindow)
    .option('--table <name>', 'the damaged table, when it is not the one that AppConfig names', tableName)
    .option(
      '--target <name>',
      'name of the restored table, instead of the first free one of the day',
      targetName,
    )
    .option(
      '--users-to-verify <number>',
      'how many users are played at the end',
      wholeNumber('--users-to-verify', { from: 1, to: 10_000 }),
    )
    .option('--stop-workers', 'scale the workers to zero meanwhile: only when they must not even read', false)
    .option('--no-plan', 'leave the plan of the next deploy to CI: needs no Terraform here')
    .option('--dry-run', 'print what every step would do and change nothing', false)
    .option('--yes', 'ask no questions', false)
    .addHelpText('after', HELP)
    .action((options: DataCorruptionOptions) =>
      operate(options, (operation) => dataCorruption(operation, options)),
    );
}

async function dataCorruption(operation: Operation, options: DataCorruptionOptions): Promise<void> {
  const { restoreTo, acceptDataLoss: given, yes, dryRun } = options;
  const { clock } = operation.connection;
  const parameters = parametersOf(options);
  const runbook = runbookDefinition('data-corruption').define(parameters);
  await requireRestorable(operation, options);
  if (dryRun) {
    await printPlan(operation, runbook, { incident: newIncidentId(clock) });
    return;
  }
  const command = (window: string): string => commandLine(options, window);
  const acknowledged = await acknowledgeDataLoss(operation, { restoreTo, given, yes, command });
  const incident = newIncidentId(clock);
  await run(operation, {
    incident,
    declaration: { incident, runbook: runbook.id, parameters, acknowledged },
  });
}

/** Only what was given: what is left out is the procedure's to choose. */
function parametersOf({
  restoreTo,
  table,
  target,
  usersToVerify,
  stopWorkers,
  plan,
}: DataCorruptionOptions): Facts {
  return {
    restoreTo,
    ...(table === undefined ? {} : { table }),
    ...(target === undefined ? {} : { target }),
    ...(usersToVerify === undefined ? {} : { usersToVerify }),
    ...(stopWorkers ? { stopWorkers } : {}),
    ...(plan ? {} : { plan }),
  };
}

/** The same command with the window accepted. */
function commandLine(
  { restoreTo, table, target, usersToVerify, stopWorkers, plan, yes, json, env }: DataCorruptionOptions,
  window: string,
): string {
  return [
    `npx recover run data-corruption --restore-to ${restoreTo} --accept-data-loss ${window}`,
    ...(table === undefined ? [] : [`--table ${table}`]),
    ...(target === undefined ? [] : [`--target ${target}`]),
    ...(usersToVerify === undefined ? [] : [`--users-to-verify ${usersToVerify}`]),
    ...(stopWorkers ? ['--stop-workers'] : []),
    ...(plan ? [] : ['--no-plan']),
    ...(yes ? ['--yes'] : []),
    ...(json ? ['--json'] : []),
    ...(env === undefined ? [] : [`--env ${env}`]),
  ].join(' ');
}
