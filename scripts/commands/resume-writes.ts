import { printUndo } from './abort';
import type { InputOf } from './declaration';
import type { resumeWrites } from './declaration/single-steps';
import { operate, type Call } from './support/operation';
import { latestOf } from './support/opposite';
import { takeBack } from './support/run-runbook';

/** The opposite of a halt. */
export function run({ dryRun, ...input }: InputOf<typeof resumeWrites>, call: Call): Promise<number> {
  return operate(call, input, async (operation) => {
    const { id } = await latestOf(operation, 'halt-writes');
    return dryRun ? printUndo(operation, id) : takeBack(operation, id, { evenCompleted: true });
  });
}
