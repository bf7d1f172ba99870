import type { InputOf } from './declaration';
import type { haltWrites } from './declaration/single-steps';
import { newIncident, operate, type Call } from './support/operation';
import { runNew } from './support/run-new';
import { given } from '../engine/given';

/** Stops every writer, so that nothing gets worse while one looks. */
export function run(
  { table, stopWorkers, dryRun, ...input }: InputOf<typeof haltWrites>,
  call: Call,
): Promise<number> {
  return operate(call, input, (operation) => {
    const incident = newIncident(operation);
    const parameters = { ...given({ table }), stopWorkers };
    return runNew(operation, { incident, runbook: 'halt-writes', parameters }, { dryRun });
  });
}
