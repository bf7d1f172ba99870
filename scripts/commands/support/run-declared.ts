import type { Incident } from '../../engine/journal/replay';
import type { DataLossWindow } from '../../recovery/incident/data-loss';
import type { Declaration } from '../../recovery/incident/run-incident';
import { regionsOf } from '../../runbooks/incident-regions';
import { operateAt } from './operate-on';
import { operate } from './operation';
import { runIncidentOf } from './run-runbook';
import type { Surroundings } from './surroundings';
import { given } from '../../engine/given';

/**
 * Runs an incident that is declared by a program, or goes on with it: what `recover run` and `recover resume` do once
 * every question is answered.
 *
 * @param accept the data loss that counts from now on
 * @throws IncidentStopped with what stopped it; what `operate` throws
 */
export function runDeclared(
  surroundings: Surroundings,
  declaration: Declaration,
  accept?: (incident: Incident) => DataLossWindow | undefined,
): Promise<Incident> {
  const { incident, runbook, parameters, regionKind = null } = declaration;
  const call = { ...surroundings, invocation: { command: 'resume', arguments: [incident] } };
  const regions = regionsOf({ runbook, parameters, role: regionKind });
  return operate(
    call,
    {},
    (operation) =>
      operateAt(operation, regions, (there) =>
        runIncidentOf(there, { incident, declaration, ...given({ accept }) }),
      ),
    regions.regionKind ?? undefined,
  );
}
