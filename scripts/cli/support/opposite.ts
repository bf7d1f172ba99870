import { newestIncidents } from '../../recovery/readiness';
import { readPointer } from '../../recovery/service/pointer/pointer';
import type { Incident } from '../../engine/journal/replay';
import { Stop } from '../../engine/stop';
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
    throw new Stop({
      kind: 'refused',
      code: 'BELONGS_TO_RECOVERY',
      message: `${mover.id} (${mover.runbook}) is under way and has moved the pointer: go on with it, or take it back with npx recover abort ${mover.id}`,
      next: `npx recover resume ${mover.id}`,
    });
  }
  const found = incidents.find((incident) => incident.runbook === runbook && incident.state !== 'aborted');
  if (found?.state === 'completed' && found.id !== incidentId) {
    throw new Stop({
      kind: 'refused',
      code: 'MOVED_SINCE',
      message: `the pointer was moved after ${found.id}, by ${incidentId ?? 'somebody without an incident'}: to take ${runbook} back would undo that as well`,
      next: 'npx recover status',
    });
  }
  if (found !== undefined) return found;
  throw new Stop({
    kind: 'precondition',
    code: 'NOTHING_TO_UNDO',
    message: `no ${runbook} is left to undo among the newest incidents of ${operation.settings.environment}`,
    next: 'npx recover status',
  });
}
