import type { InputOf } from './declaration';
import type { restore } from './declaration/single-steps';
import { parseRestoreTime } from '../recovery/table/restore-time';
import { newIncident, operate, type Call } from './support/operation';
import { requireRestorable } from './support/require-restorable';
import { runNew } from './support/run-new';
import { given } from '../engine/given';

/** Restores the table to a new one, beside the live one. */
export function run(
  { restoreTo, table, target, dryRun, ...input }: InputOf<typeof restore>,
  call: Call,
): Promise<number> {
  return operate(call, input, async (operation) => {
    const parameters = {
      restoreTo,
      ...given({ table, target }),
    };
    await requireRestorable(operation, { table, target, restoreTo: parseRestoreTime(restoreTo) });
    const incident = newIncident(operation);
    return runNew(operation, { incident, runbook: 'restore', parameters }, { dryRun });
  });
}
