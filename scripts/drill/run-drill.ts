import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { namesFor } from '../../settings';
import type { LocalEnvironment } from '../local-deploy/environment';
import { clockOf } from '../runbook/clock';
import type { RecoveryFacts } from '../runbooks/facts';
import { damage } from './bad-release';
import { BUILDER, clientsOf, signIn } from './connection';
import { measure } from './measure';
import type { Phases } from './phases';
import { placeOf, type Population } from './population';
import { prove } from './proof';
import { describeSettings } from './proof/settings';
import { recover } from './recovery-command';
import { isPassed, stepTimes, type DrillResult } from './result';
import { ConfigurationSession } from './worker/configuration';
import { Worker } from './worker/worker';

const MINUTE = 60_000;
const SECOND = 1000;
/** Cloud time: how long the service lives well before the bad release, how long that one goes unnoticed, and how long the service is watched afterwards. */
const GOOD_LIFE = 3 * MINUTE;
const BAD_RELEASE = 5 * MINUTE;
const AFTERMATH = 3 * MINUTE;
/** Share of the requests that a bad release serves wrongly. */
const BAD_SHARE = 0.4;

export interface DrillProps {
  readonly users: number;
  readonly seed: number;
  readonly phases: Phases;
  readonly progress: (line: string) => void;
}

/**
 * Rehearses the recovery from corrupted data on a deployed environment: a service at work, a bad release, the real
 * command, and proofs by other readers.
 *
 * @throws Stop RECOVERY_FAILED
 */
export async function runDrill(
  environment: LocalEnvironment,
  population: Population,
  { seed, phases, progress }: DrillProps,
): Promise<DrillResult> {
  const startedAt = new Date().toISOString();
  const { settings, cloud, workspace } = environment;
  const names = namesFor(settings);
  const clock = clockOf(cloud.clock());
  const place = placeOf(environment);
  const { ledger, tokens } = population;
  const source = names.originalTable;
  const incidents = join(workspace.directory, 'incidents');
  mkdirSync(incidents, { recursive: true });

  const builder = clientsOf(place, BUILDER);
  const workerClients = clientsOf(place, await signIn(place, 'worker', 'drill-worker'), { attempts: 1 });
  const operator = await signIn(place, 'recovery-operator', 'drill-operator');
  // Keeps the configuration of today and wakes up when the incident is over.
  const late = await ConfigurationSession.start(workerClients.appconfigdata, names);
  const settingsBefore = await describeSettings(builder.dynamodb, source);
  const worker = await Worker.start({
    clients: workerClients,
    names,
    clock,
    ledger,
    users: population.ids,
    seed,
    tokens,
  });
  try {
    const restorePoint = await phases.time('bad release', async () => {
      await clock.sleep(GOOD_LIFE);
      await worker.pauseWrites();
      // No write from here to a second after the restore point: nobody can argue on which side of it a write was.
      const point = Math.ceil(clock.now() / SECOND) * SECOND + SECOND;
      await clock.sleep(point + SECOND - clock.now());
      worker.release({ share: BAD_SHARE, damage });
      worker.resumeWrites();
      await clock.sleep(BAD_RELEASE);
      return point;
    });
    const declared = clock.now();
    const { incident, output } = await phases.time('recover', async () => {
      // The release is rolled back when the damage is noticed; what it wrote stays.
      worker.release(undefined);
      return recover({
        env: environment.env,
        environment: settings.environment,
        operator,
        incidents,
        restorePoint,
        declared,
        onLine: (line) => {
          progress(`  ${line}`);
        },
      });
    });
    await clock.sleep(AFTERMATH);
    await worker.stop();
    const { restoredTable, haltedAt: halt } = incident.facts as Pick<
      RecoveryFacts,
      'restoredTable' | 'haltedAt'
    >;
    const haltedAt = Date.parse(halt);
    const moments = { restorePoint, declared, halted: haltedAt };
    const { objectives } = settings;
    const measured = measure({ ledger, availability: worker.availability, moments, source, objectives });
    const findings = await phases.time('prove', () =>
      prove({
        environment,
        builder,
        workerClients,
        worker,
        late,
        ledger,
        settingsBefore,
        restorePoint,
        haltedAt,
        source,
        restored: restoredTable,
        incident: incident.id,
        secretMarker: tokens.marker,
        outputs: { recover: output },
      }),
    );
    return {
      scenario: 'data-corruption',
      strategy: 'restore',
      startedAt,
      wallSeconds: phases.finished.reduce((sum, { seconds }) => sum + seconds, 0),
      speed: cloud.clock().speed,
      users: population.ids.length,
      ...population.seeded,
      seed,
      incident: incident.id,
      restorePoint: new Date(restorePoint).toISOString(),
      restoredTable,
      objectives,
      measured,
      findings,
      steps: stepTimes(incident),
      phases: phases.finished,
      passed: isPassed({ measured, findings }),
    };
  } finally {
    await worker.stop().catch(() => undefined);
    builder.destroy();
    workerClients.destroy();
  }
}
