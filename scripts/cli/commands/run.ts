import { Command, Option } from 'commander';
import { parseWindow, type LossWindow } from '../../recovery/incident/data-loss';
import { newIncidentId } from '../../recovery/incident/incident-folder';
import type { RestorePointFindings } from '../../recovery/repair/restore-point/findings';
import type { Facts } from '../../engine/step';
import { Stop } from '../../engine/stop';
import { STRATEGIES } from '../../runbooks/data-corruption';
import { failbackCommand, regionalOutageCommand } from './outage/run';
import { restoreTime, tableName, targetName, wholeNumber } from '../support/arguments';
import { askToChoose, mayAsk } from '../support/ask';
import { acknowledgeDataLoss } from '../support/data-loss';
import { EXIT_HELP } from '../support/exit-status';
import { operate, operatorCommand, type CommonOptions, type Operation } from '../support/operation';
import { printPlan } from '../support/plan';
import { requireRestorable } from '../support/require-restorable';
import { run, runbookDefinition } from '../support/run-runbook';
import { chooseStrategy, lookForDamage, type Strategy } from '../support/strategy';

interface DataCorruptionOptions extends CommonOptions {
  readonly strategy?: Strategy;
  readonly restoreTo?: string;
  readonly salvage?: boolean;
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
Halts every writer and brings the data back by one of two strategies:
  restore  restores the table to a second before the damage beside the damaged one, puts its settings back, validates it,
           brings legitimate writes made since back into it (--no-salvage: does not), and points the service at it.
           Everything written between the restore point and the halt may be lost: that window must be accepted, by
           --accept-data-loss or typed at the terminal. Without it the command says which window, and what to type.
  rewind   writes back what each corrupted item was before, in the live table; no new table, no other pointer. What only a
           person can decide is listed.
Without --restore-to the second before the damage is found from the change stream. Without either the command shows the
numbers, proposes a strategy and asks; where it may not ask it stops and names both commands. Then it proves the data as
a user and lets writes go on. It may be killed at any moment: npx recover resume <incident> goes on.

For example:
  recover preflight data-corruption --restore-to 2026-03-01T04:15:00Z
  recover run data-corruption --strategy rewind --dry-run
  recover run data-corruption --restore-to 2026-03-01T04:15:00Z \\
    --accept-data-loss 2026-03-01T04:15:00Z/2026-03-01T05:10:00Z
${EXIT_HELP}`;

/** `recover run <runbook>`: a whole procedure. */
export function runCommand(): Command {
  return new Command('run')
    .description('run a procedure from its beginning')
    .addCommand(dataCorruptionCommand())
    .addCommand(regionalOutageCommand())
    .addCommand(failbackCommand());
}

function dataCorruptionCommand(): Command {
  return operatorCommand(
    'data-corruption',
    'items are wrong, in numbers: go back to a second before the damage',
  )
    .addOption(
      new Option(
        '--strategy <name>',
        'restore (the default with --restore-to) or rewind; without either the command asks',
      ).choices(STRATEGIES),
    )
    .option(
      '--restore-to <time>',
      'the second to go back to, in UTC, such as 2026-03-01T04:15:00Z; latest: the second of the halt; without it the second is found',
      restoreTime('--restore-to'),
    )
    .option(
      '--salvage',
      'bring legitimate writes back after a restore (the default; at a terminal it is asked)',
    )
    .option('--no-salvage', 'leave what was written since the restore point in the old table')
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
  const { clock } = operation.connection;
  const chosen = await choose(operation, options);
  const { strategy, restoreTo } = chosen;
  const parameters = parametersOf(chosen);
  const runbook = runbookDefinition('data-corruption').define(parameters);
  await requireRestorable(operation, strategy === 'rewind' ? { ...chosen, restoreTo: 'auto' } : chosen);
  const { acceptDataLoss: given, yes } = options;
  if (options.dryRun) {
    await printPlan(operation, runbook, { incident: newIncidentId(clock) });
    return;
  }
  const command = (window: string): string => commandLine(chosen, window);
  const acknowledged =
    strategy === 'rewind' || restoreTo === 'auto'
      ? given
      : await acknowledgeDataLoss(operation, { restoreTo, given, yes, command });
  const incident = newIncidentId(clock);
  await run(operation, {
    incident,
    declaration: { incident, runbook: runbook.id, parameters, acknowledged },
  });
}

interface Chosen extends DataCorruptionOptions {
  readonly strategy: Strategy;
  readonly restoreTo: string;
}

/** What was left open: the strategy, the second, and whether to salvage. Whoever sits at the terminal sees the numbers. */
async function choose(operation: Operation, options: DataCorruptionOptions): Promise<Chosen> {
  const { yes, table, acceptDataLoss } = options;
  const asks = mayAsk({ yes, json: operation.output.json });
  let { strategy, restoreTo, salvage } = options;
  if (restoreTo === undefined) {
    // Accepted beforehand, or not at stake: the run finds the second itself.
    const isLater = strategy === 'rewind' || (strategy === 'restore' && acceptDataLoss !== undefined);
    const findings = isLater || options.dryRun ? undefined : await lookForDamage(operation, table);
    if (findings !== undefined) {
      const command = (one: Strategy): string =>
        commandLine({ ...options, strategy: one, restoreTo: 'auto' }, undefined);
      strategy ??= await chooseStrategy(operation, { findings, yes, command });
      if (strategy === 'restore') restoreTo = foundSecond(findings);
    }
  }
  strategy ??= 'restore';
  if (strategy === 'restore' && asks && !options.dryRun) {
    salvage ??=
      (await askToChoose('after the restore', [
        { value: 'salvage', label: 'bring legitimate writes made since the restore point back' },
        { value: 'none', label: 'leave them in the old table' },
      ])) === 'salvage';
  }
  return {
    ...options,
    strategy,
    restoreTo: restoreTo ?? 'auto',
    ...(salvage === undefined ? {} : { salvage }),
  };
}

/** @throws Stop RESTORE_POINT_UNKNOWN (precondition) */
function foundSecond({ restorePoint, verdict, why }: RestorePointFindings): string {
  if (restorePoint !== null) return restorePoint;
  throw new Stop({
    kind: 'precondition',
    code: 'RESTORE_POINT_UNKNOWN',
    message: `no second to restore was found (${verdict}): ${why.join('; ')}. Give it by --restore-to once somebody knows it`,
    next: 'npx recover find-restore-point',
  });
}

/** Only what was given: what is left out is the procedure's to choose. */
function parametersOf({
  strategy,
  restoreTo,
  salvage,
  table,
  target,
  usersToVerify,
  stopWorkers,
  plan,
}: Chosen): Facts {
  return {
    restoreTo,
    ...(strategy === 'restore' ? {} : { strategy }),
    ...(salvage === undefined ? {} : { salvage }),
    ...(table === undefined ? {} : { table }),
    ...(target === undefined ? {} : { target }),
    ...(usersToVerify === undefined ? {} : { usersToVerify }),
    ...(stopWorkers ? { stopWorkers } : {}),
    ...(plan ? {} : { plan }),
  };
}

/** The same command with its strategy, and with the window accepted where there is one. */
function commandLine(options: Chosen, window: string | undefined): string {
  const { strategy, restoreTo, salvage, table, target, usersToVerify, stopWorkers, plan, yes, json, env } =
    options;
  return [
    'npx recover run data-corruption',
    ...(strategy === 'restore' && restoreTo !== 'auto' ? [] : [`--strategy ${strategy}`]),
    ...(restoreTo === 'auto' ? [] : [`--restore-to ${restoreTo}`]),
    ...(window === undefined ? [] : [`--accept-data-loss ${window}`]),
    ...(salvage === undefined ? [] : [salvage ? '--salvage' : '--no-salvage']),
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
