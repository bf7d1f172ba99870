import type { Command } from 'commander';
import { newIncidentId } from '../../recovery/incident/incident-folder';
import { restoreTime, tableName, targetName } from '../support/arguments';
import { EXIT_HELP } from '../support/exit-status';
import { operate, operatorCommand, type CommonOptions } from '../support/operation';
import { requireRestorable } from '../support/require-restorable';
import { runNew } from '../support/run-new';

interface RestoreOptions extends CommonOptions {
  readonly to: string;
  readonly table?: string;
  readonly target?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Makes a new table as the live one was at that second, with all its settings. Touches neither the live table nor the
service, so that nothing is lost. Takes 20 minutes or more at any size.

For example:
  recover restore --to 2026-03-01T04:15:00Z
  recover restore --to latest --json
${EXIT_HELP}`;

/** `recover restore`: the past beside the present. */
export function restoreCommand(): Command {
  return operatorCommand('restore', 'restore the table beside the live one')
    .requiredOption(
      '--to <time>',
      'a second in UTC, such as 2026-03-01T04:15:00Z; latest: the latest that can be restored now',
      restoreTime('--to'),
    )
    .option('--table <name>', 'a table that is not the one that AppConfig names', tableName)
    .option('--target <name>', 'name of the new table, instead of the first free one of the day', targetName)
    .option('--dry-run', 'print what every step would do and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ to, table, target, dryRun, ...options }: RestoreOptions) =>
      operate(options, async (operation) => {
        const parameters = {
          restoreTo: to,
          ...(table === undefined ? {} : { table }),
          ...(target === undefined ? {} : { target }),
        };
        await requireRestorable(operation, parameters);
        const incident = newIncidentId(operation.connection.clock);
        await runNew(operation, { incident, runbook: 'restore', parameters }, { dryRun });
      }),
    );
}
