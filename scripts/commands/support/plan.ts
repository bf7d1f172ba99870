import Table from 'cli-table3';
import { dryRun, type PlannedStep } from '../../engine/dry-run';
import type { Entry } from '../../engine/journal/entry';
import type { RecoveryRunbook } from '../../runbooks/world';
import { EXIT } from './exit-status';
import { worldOf, type Operation } from './operation';

/**
 * Prints what a run would do, step by step, and changes nothing. A step that says already that it could not go on
 * makes the exit status 4.
 *
 * @param entries the journal of an incident that would go on
 */
export async function printPlan(
  operation: Operation,
  runbook: RecoveryRunbook,
  { incident, entries = [] }: { readonly incident: string; readonly entries?: readonly Entry[] },
): Promise<number> {
  const { connection, output, signal, arrange = (one: RecoveryRunbook) => one } = operation;
  const steps = await dryRun({
    runbook: arrange(runbook),
    incident,
    entries,
    world: { ...worldOf(operation, { id: incident, acknowledgements: [] }), keep: () => Promise.resolve() },
    clock: connection.clock,
    signal,
  });
  output.result({ dryRun: true, runbook: runbook.id, steps }, [render(steps), 'nothing was changed']);
  return steps.some(({ state }) => state === 'would stop') ? EXIT.precondition : EXIT.done;
}

function render(steps: readonly PlannedStep[]): string {
  const table = new Table({
    head: ['step', 'after', 'budget', 'state', 'would do'],
    colAligns: ['left', 'left', 'right', 'left', 'left'],
    colWidths: [18, 20, null, null, 70],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { step, needs, budgetMinutes, state, lines } of steps) {
    table.push([step, needs.join('\n'), `${budgetMinutes} min`, state, lines.join('\n')]);
  }
  return table.toString();
}
