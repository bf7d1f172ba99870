import type { RegionKind } from '../../settings/regions';
import type { Place } from '../recovery/incident/connection';
import type { Incident } from '../engine/journal/replay';

/** Where the steps of an incident work. */
export interface WorkPlace extends Place {
  /** The other region, where it answers and is worked with: a move. */
  readonly source?: RegionKind | undefined;
}

/** Follows from what an incident was declared with, so that whoever goes on with it works in the same place. */
export function placeOf({
  runbook,
  parameters,
  role: regionKind,
}: Pick<Incident, 'runbook' | 'parameters' | 'role'>): WorkPlace {
  if (runbook === 'failback') return { regionKind: 'primary', source: 'recovery' };
  if (runbook !== 'regional-outage')
    return { regionKind: regionKind === 'recovery' ? 'recovery' : 'primary' };
  return parameters.evacuate === true
    ? { regionKind: 'recovery', source: 'primary' }
    : { regionKind: 'recovery', lost: 'primary' };
}
