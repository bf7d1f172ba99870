import Table from 'cli-table3';
import { Command } from 'commander';
import { preflight, type CheckResult } from '../recovery/posture/preflight';
import { restoreTime, tableName } from './support/arguments';
import { EXIT, EXIT_HELP } from './support/exit-status';
import { actionOf, operate, operatorCommand, worldOf, type CommonOptions } from './support/operation';

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
    .addCommand(dataCorruptionCommand());
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
        const { connection, env, output } = operation;
        const { infrastructure } = worldOf(operation, { id: 'preflight', acknowledgements: [] });
        const checks = await preflight(actionOf(operation), {
          connection,
          infrastructure,
          env,
          table,
          restoreTo,
        });
        const failed = checks.filter(({ result }) => result === 'failed');
        const ready = failed.length === 0;
        output.result({ ready, checks }, [
          render(checks),
          ready ? 'ready' : `${failed.length} of ${checks.length} checks failed`,
        ]);
        if (!ready) process.exitCode = EXIT.precondition;
      }),
    );
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
