import { stop } from '../../engine/errors';
import { newestIncidents } from '../../recovery/readiness';
import { readPointer } from '../../recovery/service/pointer/pointer';
import type { Incident } from '../../engine/journal/replay';
import { actionOf, type Operation } from './operation';

/**
 * The last incident of a procedure that was not taken back yet, for the command that is its opposite.
 *
 * @throws Stop BELONGS_TO_RECOVERY (refused) when a recovery that is under way has moved the pointer since,
 *   MOVED_SINCE (refused) when anything else has: going back would undo that as well; NOTHING_TO_UNDO (precondition)
 */
export async function latestOf(operation: Operation, runbook: 'halt-writes' | 'repoint'): Promise<Incident> {
  const incidents = await newestIncidents(operation.connection.audit);
  const { incidentId } = await readPointer(actionOf(operation));
  const mover = incidents.find(({ id }) => id === incidentId);
  if (mover !== undefined && mover.runbook !== runbook && mover.state === 'running') {
    throw stop('BELONGS_TO_RECOVERY', { incident: mover.id, runbook: mover.runbook });
  }
  const found = incidents.find((incident) => incident.runbook === runbook && incident.state !== 'aborted');
  if (found?.state === 'completed' && found.id !== incidentId) {
    throw stop('MOVED_SINCE', { incident: found.id, runbook, mover: incidentId });
  }
  if (found !== undefined) return found;
  throw stop('NOTHING_TO_UNDO', { runbook, environment: operation.settings.environment });
}
