import type { Declaration } from '../../recovery/incident/run-incident';
import type { Operation } from './operation';
import { printPlan } from './plan';
import { run, runbookOf } from './run-runbook';

/**
 * Declares an incident and runs it, or prints what it would do.
 *
 * @throws ZodError when a parameter is wrong, before anything is declared
 */
export async function runNew(
  operation: Operation,
  declaration: Declaration,
  { dryRun }: { readonly dryRun: boolean },
): Promise<void> {
  const { incident } = declaration;
  const runbook = runbookOf(declaration);
  if (dryRun) await printPlan(operation, runbook, { incident });
  else await run(operation, { incident, declaration });
}
