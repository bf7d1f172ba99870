import type { RegionKind } from '../../settings/regions';
import type { RegionChoice } from '../recovery/incident/connection';
import type { Incident } from '../engine/journal/replay';

/** Where the steps of an incident work. */
export interface IncidentRegions extends RegionChoice {
  /** The other region, where it answers and is worked with: a move. */
  readonly source?: RegionKind | undefined;
}

/** Follows from what an incident was declared with, so that whoever goes on with it works in the same regions. */
export function regionsOf({
  runbook,
  parameters,
  role: regionKind,
}: Pick<Incident, 'runbook' | 'parameters' | 'role'>): IncidentRegions {
  if (runbook === 'failback') return { regionKind: 'primary', source: 'recovery' };
  if (runbook !== 'regional-outage')
    return { regionKind: regionKind === 'recovery' ? 'recovery' : 'primary' };
  return parameters.evacuate === true
    ? { regionKind: 'recovery', source: 'primary' }
    : { regionKind: 'recovery', lost: 'primary' };
}
