import type { InputOf } from './declaration';
import type { findRestorePoint as declaration } from './declaration/single-steps';
import { EXIT } from './support/exit-status';
import { actionOf, nextFrom, operate, type Call } from './support/operation';
import { connectProtection } from '../recovery/protect/connection';
import { findRestorePoint } from '../recovery/repair/restore-point/find-restore-point';
import type { RestorePointFindings } from '../recovery/repair/restore-point/findings';
import { nextCommand } from '../recovery/repair/restore-point/next-command';
import { readPointer } from '../recovery/service/pointer/pointer';
import { vaultOfBackup } from '../recovery/vault';
import { loadRules } from '../recovery/items/rules';
import { restorePointWords } from './support/restore-point-words';
import { UsageError } from './support/usage-error';

/** When did the damage begin? Reads only. */
export async function run(
  { since, until, rules, table, ...input }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  if (since !== undefined && until !== undefined && since >= until)
    throw new UsageError('--since must be before --until');
  const loaded = loadRules(rules);
  return operate(call, input, async (operation) => {
    const { output, connection, connecting } = operation;
    const action = connectProtection(actionOf(operation), vaultOfBackup(connection.target), connecting);
    const findings = await findRestorePoint(action, {
      table: table ?? (await readPointer(action)).tableName,
      rules: loaded,
      since,
      until,
      vault: action.vault,
    }).finally(() => {
      action.destroy();
    });
    const options = table === undefined ? '' : ` --table ${table}`;
    const next = nextFrom(operation, nextCommand(findings, { names: action.target.names, options }));
    output.result({ ...findings, next }, [...restorePointWords(findings, output), `next: ${next}`]);
    return statusOf(findings);
  });
}

function statusOf({ verdict, restorePoint }: RestorePointFindings): number {
  if (verdict === 'nothing wrong') return EXIT.verification;
  return restorePoint === null ? EXIT.precondition : EXIT.done;
}
