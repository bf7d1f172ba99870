import type { AwsCredentialIdentity } from '@smithy/types';
import { connect } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import type { Infrastructure } from '../../../scripts/recovery/service/terraform/infrastructure';
import { identifyCaller } from '../../../scripts/recovery/aws/caller';
import { runIncident, type Declaration } from '../../../scripts/recovery/incident/run-incident';
import { auditBucketOf } from '../../../scripts/recovery/incident/s3-mirror';
import { incidentFolder } from '../../../scripts/recovery/incident/incident-folder';
import { openSession } from '../../../scripts/recovery/incident/session';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { RUNBOOKS } from '../../../scripts/runbooks';
import type { TimeSpan } from '../../../scripts/runbooks/facts';
import type { RecoveryRunbook } from '../../../scripts/runbooks/world';
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

/** What `recover run` and `recover resume` do, in one process of its own. */
export async function runTool(props: RunToolProps): Promise<Incident> {
  const { target, mortal, credentials, random, infrastructure, declaration, folder } = props;
  const { clock, requestHandler } = mortal;
  const clients = connect(target, { clock, requestHandler, credentials, random });
  const caller = await identifyCaller(clients.sts);
  const audit = { s3: clients.audit, bucket: auditBucketOf(target), clock };
  const connection = { target, clients, clock, speed: LEASE_FACTOR, caller, audit };
  const { incident } = declaration;
  const session = await openSession({
    connection,
    incident,
    folder,
    holder: { host: props.host, processId: props.processId },
  });
  try {
    return await runIncident({
      connection,
      session,
      declaration,
      runbookOf,
      worldOf: ({ acknowledgements }) => ({
        target,
        clients,
        infrastructure,
        acknowledged: acknowledgements.at(-1)?.data as TimeSpan | undefined,
        folder: incidentFolder(folder, incident),
        keep: () => Promise.resolve(),
      }),
      accept: () => declaration.acknowledged,
      progressOf: () => ({ watch: () => undefined, close: () => Promise.resolve() }),
      signal: mortal.signal,
    });
  } finally {
    await session.close();
  }
}

function runbookOf({ runbook, parameters }: Incident): RecoveryRunbook {
  const definition = RUNBOOKS.find(({ id }) => id === runbook);
  if (definition === undefined) throw new Error(`no runbook ${runbook}`);
  return definition.define(parameters);
}
