import type { AssumptionId } from '../recovery/estimate/rates';
import { regionalDuration } from '../recovery/estimate/regional-durations';
import { DATA_CORRUPTION, type Duration } from '../recovery/estimate/step-durations';
import type { Workload } from '../recovery/estimate/workload';
import type { Incident } from '../engine/journal/replay';
import type { RunbookDefinition } from '.';
import { workloadFrom } from './sizes';
import type { RecoveryRunbook } from './world';

/** What an estimate that depends on the size rests on. */
const OF_SIZE: readonly AssumptionId[] = ['items-per-user', 'bytes-per-item', 'secrets-per-user'];

/** The procedure of an incident, with the budgets that follow from the sizes that it began with. */
export function runbookFor(
  definition: RunbookDefinition,
  { parameters, facts = {} }: Pick<Incident, 'parameters'> & Partial<Pick<Incident, 'facts'>>,
): RecoveryRunbook {
  const runbook = definition.define(parameters);
  const workload = workloadFrom(facts.sizes);
  return workload === undefined ? runbook : withBudgets(runbook, workload);
}

/**
 * A step that takes the longer the more there is may take what the high estimate says, in whole minutes; what the
 * runbook says itself is the least. All other steps keep their budgets.
 */
export function withBudgets(runbook: RecoveryRunbook, workload: Workload): RecoveryRunbook {
  const steps = runbook.steps.map((step) => {
    const duration = durationOf(runbook, step.id)?.(workload);
    if (duration?.assumptions.some((id) => OF_SIZE.includes(id)) !== true) return step;
    const budgetMinutes = Math.max(step.budgetMinutes, Math.ceil(duration.seconds.high / 60));
    return { ...step, budgetMinutes };
  });
  return { ...runbook, steps };
}

/** Where the service is moved by a runbook, and nothing was lost. */
export function isMove({ steps }: RecoveryRunbook): boolean {
  return steps.some(({ id }) => id === 'restore-most-secrets');
}

/** @returns undefined where nobody knows how long a step takes */
export function durationOf(
  runbook: RecoveryRunbook,
  step: string,
): ((workload: Workload) => Duration) | undefined {
  if (runbook.id === 'data-corruption') return DATA_CORRUPTION[step];
  if (runbook.id === 'failback') return regionalDuration('failback', step);
  if (runbook.id !== 'regional-outage') return undefined;
  if (!isMove(runbook)) return regionalDuration('regional-outage', step);
  // An evacuation is a move; but on the way out, no secret is there yet.
  return step === 'restore-most-secrets'
    ? regionalDuration('regional-outage', 'restore-secrets')
    : regionalDuration('failback', step);
}
