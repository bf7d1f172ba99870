import type { Role } from '../../settings/regions';
import type { Place } from '../recovery/incident/connection';
import type { Incident } from '../engine/journal/replay';

/** Where the steps of an incident work. */
export interface WorkPlace extends Place {
  /** The other half, where it answers and is worked with: a move. */
  readonly source?: Role | undefined;
}

/** Follows from what an incident was declared with, so that whoever goes on with it works in the same place. */
export function placeOf({
  runbook,
  parameters,
  role,
}: Pick<Incident, 'runbook' | 'parameters' | 'role'>): WorkPlace {
  if (runbook === 'failback') return { role: 'primary', source: 'recovery' };
  if (runbook !== 'regional-outage') return { role: role === 'recovery' ? 'recovery' : 'primary' };
  return parameters.evacuate === true
    ? { role: 'recovery', source: 'primary' }
    : { role: 'recovery', lost: 'primary' };
}
