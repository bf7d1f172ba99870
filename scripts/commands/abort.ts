import { EXIT } from './support/exit-status';
import { historyOf, replay } from '../engine/journal/replay';
import { stagesOf } from '../engine/runbook';
import type { InputOf } from './declaration';
import type { abort } from './declaration/runbooks';
import { readJournal } from './support/journal';
import { operateOn } from './support/operate-on';
import type { Call, Operation } from './support/operation';
import { runbookOf, takeBack } from './support/run-runbook';

/** Takes back what an incident did and can be taken back. */
export function run({ incident, dryRun, ...input }: InputOf<typeof abort>, call: Call): Promise<number> {
  return operateOn(call, input, incident, (operation) =>
    dryRun ? printUndo(operation, incident) : takeBack(operation, incident),
  );
}

/** Prints which steps an abort would undo, in its order. */
export async function printUndo(operation: Operation, id: string): Promise<number> {
  const incident = replay(await readJournal(operation, id));
  const done = stagesOf(runbookOf(incident).steps)
    .flat()
    .reverse()
    .filter(({ id: step }) => !['waiting', 'undone'].includes(historyOf(incident, step).state));
  const undone = done.filter((step) => step.undo !== undefined).map((step) => step.id);
  const kept = done.filter((step) => step.undo === undefined).map((step) => step.id);
  operation.output.result({ dryRun: true, incident: id, undone, kept }, [
    `would undo: ${undone.join(', ') || 'nothing'}`,
    `would stay as it is: ${kept.join(', ') || 'nothing'}`,
    'nothing was changed',
  ]);
  return EXIT.done;
}
