import { IncidentStopped } from '../../../scripts/commands/support/incident-stopped';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { runDeclared } from '../../../scripts/commands/support/run-declared';
import { otherRegionKind, type Target } from '../../../scripts/recovery/aws/target';
import type { DataLossWindow } from '../../../scripts/recovery/incident/data-loss';
import type { Declaration } from '../../../scripts/recovery/incident/run-incident';
import type { Infrastructure } from '../../../scripts/recovery/service/terraform/infrastructure';
import type { RecoveryRunbook } from '../../../scripts/runbooks/world';
import type { Clock } from '../../../scripts/engine/clock';
import { quietSurroundings } from '../../support/surroundings';
import type { Mortal } from './mortal';
import { settings, type TwoRegions } from './two-regions';

export interface RunToolProps {
  readonly world: TwoRegions;
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
}

/** What `recover run` and `recover resume` do, in one process of its own. @throws what stopped it */
export async function runTool(props: RunToolProps): Promise<Incident> {
  const { world, declaration, folder, mortal, signal, arrange } = props;
  const { host = 'machine', processId = process.pid } = props;
  const clock = mortal?.clock ?? world.clock;
  const surroundings = quietSurroundings({
    clock,
    // So that the lease is renewed rarely.
    speed: 20,
    settings,
    connecting: {
      ...world.connecting,
      ...(mortal === undefined ? {} : { requestHandler: mortal.requestHandler as never }),
    },
    infrastructure: (target) => infrastructureOf(world, target, clock),
    resolver: world.resolver,
    holder: { host, processId },
    env: { SYNCWELL_INCIDENTS_DIRECTORY: folder },
    arrange,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return await runDeclared(surroundings, declaration, () => declaration.acknowledged);
  } catch (error) {
    throw error instanceof IncidentStopped ? error.cause : error;
  }
}

/** Settings in memory, and a stack that is there at once. */
function infrastructureOf(world: TwoRegions, { regionKind }: Target, clock: Clock): Infrastructure {
  return {
    activeTable: () => Promise.resolve(world.active[regionKind]),
    setActiveTable: (table: string) => {
      world.active[regionKind] = table;
      return Promise.resolve();
    },
    isServing: () => Promise.resolve(world.serving === regionKind),
    setServing: (serves: boolean) => {
      world.serving = serves ? regionKind : otherRegionKind(regionKind);
      return Promise.resolve();
    },
    plan: () => Promise.resolve({ imports: ['restored'], creates: [], updates: [], losses: [] }),
    deploy: async () => {
      await world.deploy(regionKind);
      // Terraform outlives the tool, which learns nothing of its end then.
      await clock.sleep(0);
      return { imports: [], creates: ['everything'], updates: [], losses: [] };
    },
  };
}

/** A loss that is accepted from a time on, for longer than any run takes. */
export function acceptFrom(from: number): DataLossWindow {
  return { from, to: from + 24 * 3_600_000 };
}
