import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { onLocalCloud, SPEED, type DrillOptions } from '../local-drill';
import type { Phases } from '../phases';
import { gatherEvidence, proveOutage } from '../proof/regional-outage';
import { isPassed } from '../result';
import { stepTimes } from '../step-times';
import { Ledger } from '../worker/ledger';
import type { Outage } from './dark';
import { measureOutage, type Ledgers } from './measure';
import { prepare, type Prepared } from './prepare';
import type { OutageResult } from './result';
import { strike } from './run-outage';

export interface OutageDrillOptions extends DrillOptions {
  readonly secrets: number;
  readonly outage: Outage;
}

/** Users up to whom the local cloud keeps up with the drill's clock. */
const SMALL = 5_000;

/**
 * How many times as fast as the wall's the clock runs. The local cloud is slower than AWS: on a fast clock a large
 * service would be charged for it in hours.
 */
function speedFor(users: number): number {
  return users <= SMALL ? SPEED : SPEED / 4;
}

/**
 * The whole drill: a local cloud of its own, the stacks of peacetime, users, protection, the loss of a region, its
 * rebuild elsewhere, the way back, and the proof.
 *
 * @throws Stop TERRAFORM_MISSING, RECOVERY_FAILED, CHAIN_LATE; PreconditionError; CommandFailed
 */
export function drillRegionalOutage(options: OutageDrillOptions): Promise<OutageResult> {
  return onLocalCloud<OutageResult>(options, speedFor(options.users), (environment, phases) =>
    rehearse(environment, options, phases),
  );
}

async function rehearse(
  environment: LocalEnvironment,
  { settings, users, secrets, seed, outage, progress }: OutageDrillOptions,
  phases: Phases,
): Promise<Omit<OutageResult, 'wallSeconds'>> {
  const startedAt = new Date().toISOString();
  const incidents = join(environment.workspace.directory, 'incidents');
  mkdirSync(incidents, { recursive: true });
  const props = { users, secrets, seed, incidents, phases, progress, outage };
  const prepared = await prepare(environment, props);
  try {
    const struck = await strike(prepared, props);
    const ledgers = ledgersOf(prepared);
    const { objectives } = settings;
    const { evidence, findings } = await phases.time('prove', async () => {
      const gathered = await gatherEvidence(prepared, struck);
      const proofs = await proveOutage({ prepared, struck, ledgers, evidence: gathered });
      return { evidence: gathered, findings: proofs };
    });
    const { brought, restorePoint, tables } = evidence;
    const measured = measureOutage({ ledgers, lost: struck.lost, restorePoint, brought, objectives });
    const { population, protection } = prepared;
    return {
      scenario: 'regional-outage',
      outage,
      stages: struck.stages.map(({ mode }) => mode),
      startedAt,
      speed: environment.cloud.clock().speed,
      users,
      ...population.seeded,
      seed,
      rounds: protection.rounds,
      lostAt: new Date(struck.lost).toISOString(),
      restorePoint: new Date(restorePoint).toISOString(),
      rebuild: {
        incident: struck.rebuild.incident.id,
        table: tables.away,
        steps: stepTimes(struck.rebuild.incident),
      },
      failback: {
        incident: struck.failback.incident.id,
        table: tables.back,
        steps: stepTimes(struck.failback.incident),
      },
      objectives,
      measured,
      findings,
      phases: phases.finished,
      passed: isPassed({ measured, findings }),
    };
  } finally {
    await prepared.probe.stop().catch(() => undefined);
    prepared.world.destroy();
  }
}

/** A stay that never was is one without writes. */
function ledgersOf({ probe: { stays }, population }: Prepared): Ledgers {
  return {
    home: population.ledger,
    away: stays[1]?.ledger ?? new Ledger(),
    back: stays[2]?.ledger ?? new Ledger(),
  };
}
