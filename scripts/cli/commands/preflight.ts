import Table from 'cli-table3';
import { Command } from 'commander';
import { preflight, type CheckResult } from '../../recovery/readiness';
import { placeOf, type WorkPlace } from '../../runbooks/place';
import { copyWanted, EVACUATE, requireRegion, sourceOption, TO, type OutageOptions } from './outage/options';
import { lookAhead, type LookProps } from './outage/preflight';
import { restoreTime, tableName } from '../support/arguments';
import { EXIT, EXIT_HELP } from '../support/exit-status';
import { operateAt } from '../support/operate-on';
import {
  actionOf,
  operate,
  operatorCommand,
  settingsOf,
  worldOf,
  type CommonOptions,
  type Operation,
} from '../support/operation';

interface PreflightOptions extends CommonOptions {
  readonly table?: string;
  readonly restoreTo?: string;
}

const HELP = `
Looks at everything that would stop the run, and changes nothing. Exit status 4 when a check fails; a warning does not.

For example:
  recover preflight data-corruption
  recover preflight data-corruption --restore-to 2026-03-01T04:15:00Z --json
${EXIT_HELP}`;

/** `recover preflight <runbook>`: would it run? */
export function preflightCommand(): Command {
  return new Command('preflight')
    .description('everything that would stop a run, before it starts')
    .addCommand(dataCorruptionCommand())
    .addCommand(regionalOutageCommand())
    .addCommand(failbackCommand());
}

function dataCorruptionCommand(): Command {
  return operatorCommand('data-corruption', 'would recover run data-corruption go through?')
    .option(
      '--restore-to <time>',
      'the second to go back to, in UTC, such as 2026-03-01T04:15:00Z',
      restoreTime('--restore-to'),
    )
    .option('--table <name>', 'the damaged table, when it is not the one that AppConfig names', tableName)
    .addHelpText('after', HELP)
    .action(({ table, restoreTo, ...options }: PreflightOptions) =>
      operate(options, async (operation) => {
        const { connection, env } = operation;
        const { infrastructure } = worldOf(operation, { id: 'preflight', acknowledgements: [] });
        const { checks } = await preflight(actionOf(operation), 'data-corruption', {
          connection,
          infrastructure,
          env,
          table,
          restoreTo,
        });
        print(operation, checks);
      }),
    );
}

const OUTAGE_HELP = `
Looks at the recovery region alone: quotas, key, image, buckets and domain name there, the sources of the table and how
old each is, the vault of the secrets as a whole, the traffic, and what a deploy of the stack would do. Nothing is asked
of the primary region (with --evacuate: what a move needs of it). Changes nothing. Exit status 4 when a check fails.

For example:
  recover preflight regional-outage --to us-west-2
  RECOVERY_REGION=eu-west-1 recover preflight regional-outage --to eu-west-1
${EXIT_HELP}`;

const COMMAND = 'npx recover preflight regional-outage';

function regionalOutageCommand(): Command {
  return operatorCommand('regional-outage', 'would recover run regional-outage go through?')
    .requiredOption('--to <region>', TO)
    .addOption(sourceOption())
    .option('--evacuate', EVACUATE, false)
    .option('--no-plan', 'do not look at what a deploy of the stack would do')
    .addHelpText('after', OUTAGE_HELP)
    .action((options: OutageOptions) => {
      const { source, plan, evacuate } = options;
      requireRegion(settingsOf(options).settings, COMMAND, options);
      return lookAt(options, placeOf({ runbook: 'regional-outage', parameters: { evacuate }, role: null }), {
        source: copyWanted(source),
        plan,
      });
    });
}

const FAILBACK_HELP = `
Looks at both regions: what the primary one needs to take the service, and what is moved out of the recovery one. Changes
nothing. Exit status 4 when a check fails.

For example:
  recover preflight failback
  recover preflight failback --no-plan --json
${EXIT_HELP}`;

function failbackCommand(): Command {
  return operatorCommand('failback', 'would recover run failback go through?')
    .option('--no-plan', 'do not look at what a deploy of the stack would do')
    .addHelpText('after', FAILBACK_HELP)
    .action(({ plan, ...options }: CommonOptions & { readonly plan: boolean }) =>
      lookAt(options, placeOf({ runbook: 'failback', parameters: {}, role: null }), { plan }),
    );
}

function lookAt(options: CommonOptions, place: WorkPlace, props: LookProps): Promise<void> {
  return operate(options, (operation) =>
    operateAt(operation, place, async (there) => {
      print(there, (await lookAhead(there, props)).checks);
    }),
  );
}

function print({ output }: Operation, checks: readonly CheckResult[]): void {
  const failed = checks.filter(({ result }) => result === 'failed');
  const ready = failed.length === 0;
  output.result({ ready, checks }, [
    render(checks),
    ready ? 'ready' : `${failed.length} of ${checks.length} checks failed`,
  ]);
  if (!ready) process.exitCode = EXIT.precondition;
}

function render(checks: readonly CheckResult[]): string {
  const table = new Table({
    head: ['check', 'result', 'what', 'next'],
    colWidths: [null, null, 60, 40],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { check, result, detail, next } of checks) table.push([check, result, detail, next ?? '']);
  return table.toString();
}
