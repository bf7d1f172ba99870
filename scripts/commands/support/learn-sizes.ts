import type { Incident } from '../../engine/journal/replay';
import type { Facts } from '../../engine/step';
import { RUNBOOKS } from '../../runbooks';
import { forecast } from '../../runbooks/forecast';
import { readSizesFor, workloadFrom } from '../../runbooks/sizes';
import { actionOf, type Operation } from './operation';

/**
 * How much there is to recover, for the budgets of the steps, and in one line what the estimate says of it. Known
 * already: nothing is asked, nor said again. Nothing of it may stop a recovery.
 *
 * @returns the fact `sizes`; none when it cannot be known now
 */
export async function learnSizes(
  operation: Operation,
  { runbook, parameters, facts }: Pick<Incident, 'runbook' | 'parameters' | 'facts'>,
): Promise<Facts> {
  if (facts.sizes !== undefined) return {};
  const { output, settings, source } = operation;
  const action = actionOf(operation);
  try {
    const sizes = await readSizesFor(runbook, {
      action,
      ...(source === undefined ? {} : { source: { ...action, ...source } }),
    });
    const workload = workloadFrom(sizes);
    const definition = RUNBOOKS.find(({ id }) => id === runbook);
    if (sizes === undefined || workload === undefined || definition === undefined) return {};
    output.say(forecast(definition.define(parameters), workload, settings.objectives));
    return { sizes };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    output.say(`how much there is to recover is not known (${why}): budgets are those of any size`);
    return {};
  }
}
