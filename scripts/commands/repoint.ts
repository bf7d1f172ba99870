import { printUndo } from './abort';
import type { InputOf } from './declaration';
import type { repoint } from './declaration/single-steps';
import { newIncident, operate, type Call } from './support/operation';
import { latestOf } from './support/opposite';
import { runNew } from './support/run-new';
import { takeBack } from './support/run-runbook';
import { UsageError } from './support/usage-error';

/** Which table the service uses. */
export async function run(
  { table, undo, dryRun, ...input }: InputOf<typeof repoint>,
  call: Call,
): Promise<number> {
  if (undo === (table !== undefined)) throw new UsageError('repoint takes either --table <name> or --undo');
  return operate(call, input, async (operation) => {
    if (table !== undefined) {
      const incident = newIncident(operation);
      return runNew(operation, { incident, runbook: 'repoint', parameters: { table } }, { dryRun });
    }
    const { id } = await latestOf(operation, 'repoint');
    return dryRun ? printUndo(operation, id) : takeBack(operation, id, { evenCompleted: true });
  });
}
