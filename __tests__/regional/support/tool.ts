import type { Target } from '../../../scripts/recovery/aws/target';
import { otherRole, targetOf } from '../../../scripts/recovery/aws/target';
import { connect } from '../../../scripts/recovery/aws/clients';
import { identifyCaller } from '../../../scripts/recovery/aws/caller';
import type { LossWindow } from '../../../scripts/recovery/incident/data-loss';
import { incidentFolder } from '../../../scripts/recovery/incident/incident-folder';
import { runIncident, type Declaration } from '../../../scripts/recovery/incident/run-incident';
import { auditBucketOf } from '../../../scripts/recovery/incident/s3-mirror';
import { openSession } from '../../../scripts/recovery/incident/session';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { RUNBOOKS } from '../../../scripts/runbooks';
import type { TimeSpan } from '../../../scripts/runbooks/facts';
import type { RecoveryRunbook } from '../../../scripts/runbooks/world';
import type { Role } from '../../../settings';
import type { Mortal } from './mortal';
import { settings, type TwoRegions } from './two-regions';

export interface RunToolProps {
  readonly world: TwoRegions;
  readonly target: Target;
  /** The half that is left, while it answers. */
  readonly source?: Role;
  readonly declaration: Declaration;
  /** Of all incidents, on this machine. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** @default machine */
  readonly host?: string | undefined;
  readonly processId?: number;
  /** @default the process is not killed */
  readonly mortal?: Mortal;
  /** The runbook as it is carried out. @default as it is defined */
  readonly arrange?: ((runbook: RecoveryRunbook) => RecoveryRunbook) | undefined;
  readonly onKeep?: (name: string, content: object) => void;
}

/** What `recover run` and `recover resume` do, in one process of its own. */
export async function runTool(props: RunToolProps): Promise<Incident> {
  const { world, target, source, declaration, folder, mortal, onKeep } = props;
  const { host = 'machine', processId = process.pid } = props;
  const { arrange = (runbook: RecoveryRunbook) => runbook } = props;
  const clock = mortal?.clock ?? world.clock;
  const connecting = {
    ...world.connecting,
    ...(mortal === undefined ? {} : { requestHandler: mortal.requestHandler as never }),
  };
  const clients = connect(target, { ...connecting, clock });
  const caller = await identifyCaller(clients.sts);
  const audit = { s3: clients.audit, bucket: auditBucketOf(target), clock };
  // So that the lease is renewed rarely.
  const connection = { target, clients, clock, speed: 20, caller, audit };
  const { incident } = declaration;
  const session = await openSession({ connection, incident, folder, holder: { host, processId } });
  const other = source === undefined ? undefined : targetOf(settings, source);
  try {
    return await runIncident({
      connection,
      session,
      declaration,
      runbookOf: ({ runbook, parameters }) => {
        const definition = RUNBOOKS.find(({ id }) => id === runbook);
        if (definition === undefined) throw new Error(`no runbook ${runbook}`);
        return arrange(definition.define(parameters));
      },
      worldOf: ({ acknowledgements }) => ({
        target,
        clients,
        ...(other === undefined
          ? {}
          : { source: { target: other, clients: connect(other, { ...connecting, clock }) } }),
        infrastructure: {
          activeTable: () => Promise.resolve(world.active[target.role]),
          setActiveTable: (table: string) => {
            world.active[target.role] = table;
            return Promise.resolve();
          },
          isServing: () => Promise.resolve(world.serving === target.role),
          setServing: (serves: boolean) => {
            world.serving = serves ? target.role : otherRole(target.role);
            return Promise.resolve();
          },
          plan: () => Promise.resolve({ imports: ['restored'], creates: [], updates: [], losses: [] }),
          deploy: async () => {
            await world.deploy(target.role);
            // Terraform outlives the tool, which learns nothing of its end then.
            await clock.sleep(0);
            return { imports: [], creates: ['everything'], updates: [], losses: [] };
          },
        },
        acknowledged: acknowledgements.at(-1)?.data as TimeSpan | undefined,
        folder: incidentFolder(folder, incident),
        connecting,
        resolver: world.resolver,
        keep: (name: string, content: object) => {
          onKeep?.(name, content);
          return Promise.resolve();
        },
      }),
      accept: () => declaration.acknowledged,
      progressOf: () => ({ watch: () => undefined, close: () => Promise.resolve() }),
      signal: props.signal ?? new AbortController().signal,
    });
  } finally {
    await session.close();
  }
}

/** A loss that is accepted from a time on, for longer than any run takes. */
export function acceptFrom(from: number): LossWindow {
  return { from, to: from + 24 * 3_600_000 };
}
