import { stop } from '../../engine/errors';
import { connect } from '../../recovery/aws/clients';
import { targetOf } from '../../recovery/aws/target';
import { connectionTo, type Connection } from '../../recovery/incident/connection';
import { readIncident } from '../../recovery/incident/incident-folder';
import { S3Mirror } from '../../recovery/incident/s3-mirror';
import { replay, type Incident } from '../../engine/journal/replay';
import { regionsOf, type IncidentRegions } from '../../runbooks/incident-regions';
import { operate, type Call, type CommonInput, type Operation } from './operation';

/**
 * Works where an incident works that was declared: its first line says it. One that never was: where the options say.
 *
 * @throws Stop OTHER_REGION (usage) when it was declared for another recovery region; what `operate` throws
 */
export function operateOn<Result>(
  call: Call,
  input: CommonInput,
  id: string,
  work: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  return operate(call, input, async (operation) => {
    const incident = await declaredAs(operation, id);
    if (incident === undefined) return work(operation);
    requireSameRegion(operation, incident);
    return operateAt(operation, regionsOf(incident), work);
  });
}

/** The same caller, in other regions of the same environment. */
export async function operateAt<Result>(
  operation: Operation,
  regions: IncidentRegions,
  work: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  const connection = connectionTo(operation.connection, regions);
  const source = sourceOf(connection, regions);
  try {
    return await work({ ...operation, connection, source });
  } finally {
    source?.clients.destroy();
    connection.clients.destroy();
  }
}

function sourceOf(
  { clock, target, connecting }: Connection,
  { source }: IncidentRegions,
): Operation['source'] {
  if (source === undefined) return undefined;
  const other = targetOf(target.settings, source);
  return { target: other, clients: connect(other, { ...connecting, clock }) };
}

/** As its first line says, on this machine or in the audit bucket; undefined: there is none. */
async function declaredAs({ connection, folder }: Operation, id: string): Promise<Incident | undefined> {
  const here = readIncident(folder, id);
  if (here !== undefined) return here;
  const first = await new S3Mirror(connection.audit).first(id);
  return first === undefined ? undefined : replay([first]);
}

function requireSameRegion({ settings }: Operation, { id, parameters: { to } }: Incident): void {
  if (typeof to !== 'string' || to === settings.recovery.region) return;
  throw stop('OTHER_REGION', {
    incident: id,
    declaredFor: to,
    recoveryRegion: settings.recovery.region,
  });
}
