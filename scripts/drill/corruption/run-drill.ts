import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesFor } from '../../../settings';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { clockOf } from '../../engine/clock';
import type { Strategy } from '../../runbooks/data-corruption';
import type { RecoveryFacts } from '../../runbooks/facts';
import { BAD_RELEASE } from './bad-release';
import { BUILDER, clientsOf, signIn } from '../connection';
import { measure } from './measure';
import type { Phases } from '../phases';
import { drillRegion, type Population } from '../population';
import { prove } from '../proof';
import { describeSettings } from '../proof/settings';
import { recover } from '../recovery-command';
import { isPassed } from '../result';
import { stepTimes } from '../step-times';
import type { CorruptionResult } from './result';
import { ConfigurationSession } from '../worker/configuration';
import { Worker } from '../worker/worker';

const MINUTE = 60_000;
const SECOND = 1000;
/** Cloud time: how long the service lives well before the bad release, and how long it is watched afterwards. */
const GOOD_LIFE = 3 * MINUTE;
const AFTERMATH = 3 * MINUTE;

export interface DrillProps {
  /** @default restore */
  readonly strategy?: Strategy;
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
  { strategy = 'restore', seed, phases, progress }: DrillProps,
): Promise<CorruptionResult> {
  const startedAt = new Date().toISOString();
  const { settings, cloud, workspace } = environment;
  const names = namesFor(settings);
  const clock = clockOf(cloud.clock());
  const region = drillRegion(environment);
  const { ledger, tokens } = population;
  const source = names.originalTable;
  const incidents = join(workspace.directory, 'incidents');
  mkdirSync(incidents, { recursive: true });

  const builder = clientsOf(region, BUILDER);
  const workerClients = clientsOf(region, await signIn(region, 'worker', 'drill-worker'), { attempts: 1 });
  const operator = await signIn(region, 'recovery-operator', 'drill-operator');
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
      worker.release(BAD_RELEASE);
      worker.resumeWrites();
      await clock.sleep(BAD_RELEASE.unnoticed);
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
        strategy,
        declared,
        onLine: (line) => {
          progress(`  ${line}`);
        },
      });
    });
    await clock.sleep(AFTERMATH);
    await worker.stop();
    const facts = incident.facts as Partial<RecoveryFacts>;
    const { restoredTable = source } = facts;
    const haltedAt = Date.parse(facts.haltedAt ?? '');
    const found = Date.parse(facts.restorePoint ?? '');
    const resumedAt = Date.parse(incident.steps.get('resume-writes')?.startedAt ?? '');
    const waiting = waitingFor(join(incidents, incident.id));
    const { objectives } = settings;
    const { findings, lost } = await phases.time('prove', () =>
      prove({
        environment,
        builder,
        workerClients,
        worker,
        late,
        ledger,
        settingsBefore,
        restorePoint,
        found,
        resumedAt,
        haltedAt,
        waiting,
        source,
        restored: restoredTable,
        incident: incident.id,
        secretMarker: tokens.marker,
        outputs: { recover: output },
      }),
    );
    const { availability } = worker;
    const moments = {
      restorePoint: strategy === 'rewind' ? haltedAt : found,
      declared,
      halted: haltedAt,
      resumed: resumedAt,
    };
    const measured = measure({ ledger, availability, moments, waiting, lost, objectives });
    return {
      scenario: 'data-corruption',
      strategy,
      startedAt,
      wallSeconds: phases.finished.reduce((sum, { seconds }) => sum + seconds, 0),
      speed: cloud.clock().speed,
      users: population.ids.length,
      ...population.seeded,
      seed,
      incident: incident.id,
      restorePoint: new Date(found).toISOString(),
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

/** Keys that the recovery has listed for a person, by the review file that it keeps with its incident. */
function waitingFor(folder: string): ReadonlySet<string> {
  const files = ['salvage-review.json', 'rewind-review.json'].map((name) => join(folder, name));
  const entries = files.filter(existsSync).flatMap((file) => {
    const { entries: listed } = JSON.parse(readFileSync(file, 'utf8')) as {
      entries: readonly { readonly key: { readonly PK: string; readonly SK: string } }[];
    };
    return listed;
  });
  return new Set(entries.map(({ key }) => `${key.PK} ${key.SK}`));
}
