import type { Command } from 'commander';
import { newIncidentId } from '../../recovery/incident/incident-folder';
import { printUndo } from './abort';
import { tableName } from '../support/arguments';
import { EXIT_HELP } from '../support/exit-status';
import { operate, operatorCommand, type CommonOptions } from '../support/operation';
import { latestOf } from '../support/opposite';
import { runNew } from '../support/run-new';
import { takeBack } from '../support/run-runbook';
import { UsageError } from '../support/usage-error';

interface RepointOptions extends CommonOptions {
  readonly table?: string;
  readonly undo: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Publishes the name of another table in AppConfig, with a higher epoch, and moves the alarms and the parameter of the
deploy interlock. Writes stay allowed or halted, as they are. --undo goes back to the table before, with a higher epoch
again. Validate a table before you point the service at it.

For example:
  recover validate --table SyncWellMetadata-restored-2026-03-01
  recover repoint --table SyncWellMetadata-restored-2026-03-01
  recover repoint --undo
${EXIT_HELP}`;

/** `recover repoint`: which table the service uses. */
export function repointCommand(): Command {
  return operatorCommand('repoint', 'point the service at another table, or back')
    .option('--table <name>', 'the table to use', tableName)
    .option('--undo', 'go back to where the last repoint came from', false)
    .option('--dry-run', 'print what would be done and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ table, undo, dryRun, ...options }: RepointOptions) => {
      if (undo === (table !== undefined)) {
        throw new UsageError('repoint takes either --table <name> or --undo');
      }
      return operate(options, async (operation) => {
        if (table !== undefined) {
          const incident = newIncidentId(operation.connection.clock);
          await runNew(operation, { incident, runbook: 'repoint', parameters: { table } }, { dryRun });
          return;
        }
        const { id } = await latestOf(operation, 'repoint');
        if (dryRun) await printUndo(operation, id);
        else await takeBack(operation, id, { evenCompleted: true });
      });
    });
}
