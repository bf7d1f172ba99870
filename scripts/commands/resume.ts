import { replay } from '../engine/journal/replay';
import type { InputOf } from './declaration';
import type { resume } from './declaration/runbooks';
import { acknowledgeAgain } from './support/data-loss';
import { readJournal } from './support/journal';
import { operateOn } from './support/operate-on';
import type { Call } from './support/operation';
import { printPlan } from './support/plan';
import { statusOfRun, runbookOf } from './support/run-runbook';

/** Goes on where a run stopped. */
export function run(
  { incident, acceptDataLoss, dryRun, ...input }: InputOf<typeof resume>,
  call: Call,
): Promise<number> {
  return operateOn(call, input, incident, async (operation) => {
    if (!dryRun)
      return statusOfRun(operation, { incident, accept: acknowledgeAgain(operation, acceptDataLoss) });
    const entries = await readJournal(operation, incident);
    return printPlan(operation, runbookOf(replay(entries)), { incident, entries });
  });
}
