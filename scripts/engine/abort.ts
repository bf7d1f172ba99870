import { contextOf, recordFailure, type ExecuteProps } from './executor';
import { historyOf, replay } from './journal/replay';
import { stagesOf } from './runbook';

/**
 * Takes back what was done and can be taken back, the last steps first, and closes the incident. Steps without `undo`
 * stay as they are: a restored table, for example, is kept. Stopped half way, it goes on when it is run again.
 *
 * @returns the ids of the steps that were undone
 * @throws what an `undo` throws; what `signal` was aborted with
 */
export async function abort<World, Known extends object>(
  props: ExecuteProps<World, Known>,
): Promise<string[]> {
  const { runbook, journal, lease, signal, watch } = props;
  const incident = replay(journal.entries);
  const facts = { ...incident.facts } as Partial<Known>;
  const undone: string[] = [];
  for (const step of stagesOf(runbook.steps).flat().reverse()) {
    const { state } = historyOf(incident, step.id);
    if (step.undo === undefined || state === 'waiting' || state === 'undone') continue;
    await lease.assertHeld();
    signal.throwIfAborted();
    watch({ type: 'undo-started', step: step.id });
    try {
      await step.undo(contextOf(step, facts, incident.id, props));
    } catch (error) {
      signal.throwIfAborted();
      await recordFailure(step.id, error, props);
      throw error;
    }
    await journal.append({ kind: 'step-undone', step: step.id });
    watch({ type: 'step-undone', step: step.id });
    undone.push(step.id);
  }
  await journal.append({ kind: 'aborted' });
  return undone;
}
