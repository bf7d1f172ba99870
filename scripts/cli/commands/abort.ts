import type { Command } from 'commander';
import { requireIncidentId } from '../../recovery/incident/incident-folder';
import { historyOf, replay } from '../../engine/journal/replay';
import { stagesOf } from '../../engine/runbook';
import { EXIT_HELP } from '../support/exit-status';
import { readJournal } from '../support/journal';
import { operateOn } from '../support/operate-on';
import { operatorCommand, type CommonOptions, type Operation } from '../support/operation';
import { runbookOf, takeBack } from '../support/run-runbook';

interface AbortOptions extends CommonOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Undoes, the last step first, what can be undone: the pointer goes back, the fence comes down, workers come back. A
restored table is kept. Nothing is deleted. Once the service writes to the restored table, going back would lose those
writes: then it is refused.

For example:
  recover abort INC-20260301-041500-9f3a --dry-run
  recover abort INC-20260301-041500-9f3a
${EXIT_HELP}`;

/** `recover abort <incident>`: takes back what can be taken back. */
export function abortCommand(): Command {
  return operatorCommand('abort', 'undo what an incident has done, as far as that is possible, and close it')
    .argument('<incident>', 'for example INC-20260301-041500-9f3a', requireIncidentId)
    .option('--dry-run', 'print which steps would be undone and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action((incident: string, { dryRun, ...options }: AbortOptions) =>
      operateOn(options, incident, async (operation) => {
        if (dryRun) await printUndo(operation, incident);
        else await takeBack(operation, incident);
      }),
    );
}

/** Prints which steps an abort would undo, in its order. */
export async function printUndo(operation: Operation, id: string): Promise<void> {
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
}
