import type { Command } from 'commander';
import { newIncidentId } from '../../recovery/incident/incident-folder';
import { tableName } from '../support/arguments';
import { EXIT_HELP } from '../support/exit-status';
import { operate, operatorCommand, type CommonOptions } from '../support/operation';
import { runNew } from '../support/run-new';

interface HaltOptions extends CommonOptions {
  readonly table?: string;
  readonly stopWorkers: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Denies writes in the policy of the live table, tells the service by AppConfig (writesEnabled false), and proves it by
refused writes with the role of the workers and a silent change stream. Reads go on. recover resume-writes undoes it.

For example:
  recover halt-writes
  recover halt-writes --stop-workers
${EXIT_HELP}`;

/** `recover halt-writes`: nothing gets worse while one looks. */
export function haltWritesCommand(): Command {
  return operatorCommand('halt-writes', 'stop every writer, and prove it')
    .option('--table <name>', 'a table that is not the one that AppConfig names', tableName)
    .option('--stop-workers', 'also scale the workers to zero: only when they must not even read', false)
    .option('--dry-run', 'print what every step would do and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ table, stopWorkers, dryRun, ...options }: HaltOptions) =>
      operate(options, (operation) => {
        const incident = newIncidentId(operation.connection.clock);
        const parameters = { ...(table === undefined ? {} : { table }), stopWorkers };
        return runNew(operation, { incident, runbook: 'halt-writes', parameters }, { dryRun });
      }),
    );
}
