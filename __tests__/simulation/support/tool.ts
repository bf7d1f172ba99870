import type { AwsCredentialIdentity } from '@smithy/types';
import { IncidentStopped } from '../../../scripts/commands/support/incident-stopped';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { runDeclared } from '../../../scripts/commands/support/run-declared';
import type { Target } from '../../../scripts/recovery/aws/target';
import type { Declaration } from '../../../scripts/recovery/incident/run-incident';
import type { Infrastructure } from '../../../scripts/recovery/service/terraform/infrastructure';
import { quietSurroundings } from '../../support/surroundings';
import type { Mortal } from './mortal';

/** So many times as long as against AWS the lease lasts: renewals are rarer, and a history takes less time. */
const LEASE_FACTOR = 20;

export interface RunToolProps {
  readonly target: Target;
  readonly mortal: Mortal;
  readonly credentials: AwsCredentialIdentity;
  readonly random: () => number;
  readonly infrastructure: Infrastructure;
  readonly declaration: Declaration;
  /** Of the machine. */
  readonly folder: string;
  readonly host: string;
  readonly processId: number;
}

/** What `recover run` and `recover resume` do, in one process of its own. @throws what stopped it */
export async function runTool(props: RunToolProps): Promise<Incident> {
  const { target, mortal, credentials, random, infrastructure, declaration, folder } = props;
  const { clock, requestHandler, signal } = mortal;
  const surroundings = quietSurroundings({
    clock,
    speed: LEASE_FACTOR,
    settings: target.settings,
    connecting: { requestHandler, credentials, random },
    infrastructure: () => infrastructure,
    holder: { host: props.host, processId: props.processId },
    env: { SYNCWELL_INCIDENTS_DIRECTORY: folder },
    signal,
  });
  try {
    return await runDeclared(surroundings, declaration, () => declaration.acknowledged);
  } catch (error) {
    throw error instanceof IncidentStopped ? error.cause : error;
  }
}
