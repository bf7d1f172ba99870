import type { Command } from 'commander';
import { instantText, parseInstant } from '../../recovery/incident/data-loss';
import { connectProtection } from '../../recovery/protect/connection';
import { findRestorePoint } from '../../recovery/repair/restore-point/find-restore-point';
import type { RestorePointFindings } from '../../recovery/repair/restore-point/findings';
import { nextCommand } from '../../recovery/repair/restore-point/next-command';
import { readPointer } from '../../recovery/service/pointer/pointer';
import { vaultOfBackup } from '../../recovery/vault/secrets/connection';
import { loadRules } from '../../recovery/items/rules';
import { tableName } from '../support/arguments';
import { EXIT, EXIT_HELP } from '../support/exit-status';
import { actionOf, operate, operatorCommand, type CommonOptions } from '../support/operation';
import { restorePointWords } from '../support/restore-point-words';
import { UsageError } from '../support/usage-error';

interface FindOptions extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly rules?: string;
  readonly table?: string;
}

const HELP = `
Reads every change of the table from its stream (24 hours) and judges it by the rules: the item after the change, and
the change itself. Says the first bad write, the second before it that can be restored, what else is bad and how sure
that is. For an incident that is older, --since says from when on, and the incremental exports in the vault are read: they
tell the last write of an item in a window only. Keys are named, values never. Changes nothing.

For example:
  recover find-restore-point
  recover find-restore-point --since 2026-03-01T02:00:00Z --json
${EXIT_HELP}
Status 4: it cannot be known, or not be restored; 5: the rules object to nothing.`;

/** `recover find-restore-point`: when did the damage begin? Reads only. */
export function findRestorePointCommand(): Command {
  return operatorCommand('find-restore-point', 'find the second before the damage; changes nothing')
    .option('--since <time>', 'look at writes from then on', instantOf('--since'))
    .option('--until <time>', 'look at writes up to then, instead of now', instantOf('--until'))
    .option('--rules <file>', 'other rules than those of the service')
    .option('--table <name>', 'a table that is not the one that AppConfig names', tableName)
    .addHelpText('after', HELP)
    .action(({ since, until, rules, table, ...options }: FindOptions) => {
      if (since !== undefined && until !== undefined && since >= until)
        throw new UsageError('--since must be before --until');
      const loaded = loadRules(rules);
      return operate(options, async (operation) => {
        const action = connectProtection(actionOf(operation), vaultOfBackup(operation.connection.target));
        const findings = await findRestorePoint(action, {
          table: table ?? (await readPointer(action)).tableName,
          rules: loaded,
          since,
          until,
          vault: action.vault,
        }).finally(() => {
          action.destroy();
        });
        const next = nextCommand(findings, {
          names: action.target.names,
          options: `${table === undefined ? '' : ` --table ${table}`}${options.env === undefined ? '' : ` --env ${options.env}`}`,
        });
        // Neither is there when the output is no terminal.
        const { isTTY, columns = 80 } = process.stdout as Partial<typeof process.stdout>;
        operation.output.result({ ...findings, next }, [
          ...restorePointWords(findings, { columns, colour: isTTY === true }),
          `next: ${next}`,
        ]);
        process.exitCode = statusOf(findings);
      });
    });
}

function statusOf({ verdict, restorePoint }: RestorePointFindings): number {
  if (verdict === 'nothing wrong') return EXIT.verification;
  return restorePoint === null ? EXIT.precondition : EXIT.done;
}

/** @throws UsageError with an example */
function instantOf(option: string): (text: string) => string {
  return (text) => {
    const time = parseInstant(text);
    if (time !== undefined) return instantText(time);
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a time in UTC, for example 2026-03-01T04:15:00Z`,
    );
  };
}
