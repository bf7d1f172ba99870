import type { Declaration } from '../../recovery/incident/run-incident';
import type { Operation } from './operation';
import { printPlan } from './plan';
import { statusOfRun, runbookOf } from './run-runbook';

/**
 * Declares an incident and runs it, or prints what it would do.
 *
 * @throws ZodError when a parameter is wrong, before anything is declared
 */
export async function runNew(
  operation: Operation,
  declaration: Declaration,
  { dryRun }: { readonly dryRun: boolean },
): Promise<number> {
  const { incident } = declaration;
  const runbook = runbookOf(declaration);
  return dryRun
    ? printPlan(operation, runbook, { incident })
    : statusOfRun(operation, { incident, declaration });
}
