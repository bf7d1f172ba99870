import { setTimeout as delay } from 'node:timers/promises';
import { mkdirSync } from 'node:fs';
import type { RegionKind } from '../../settings';
import { BAD_RELEASE } from '../drill/corruption/bad-release';
import { deployAndPopulate } from '../drill/corruption/drill';
import { portableFingerprint } from '../drill/item';
import { prepare } from '../drill/outage/prepare';
import { Probe } from '../drill/outage/probe';
import type { Protection } from '../drill/outage/protection';
import { openWorld, type DrillWorld } from '../drill/outage/world';
import { Phases } from '../drill/phases';
import type { Population } from '../drill/population';
import { Ledger } from '../drill/worker/ledger';
import { Worker, type WorkerProps } from '../drill/worker/worker';
import { isoTime } from '../engine/clock';
import { PreconditionError } from '../local-cloud/precondition';
import type { LocalEnvironment } from '../local-deploy/environment';
import type { StartOptions } from './options';
import { countItems, countWrites, type Status } from './status';

const MINUTE = 60_000;
/** Always the same users. */
const SEED = 1;
/** Cloud time that the service lives well before a bad release, in milliseconds. */
const GOOD_LIFE = 3 * MINUTE;
/** Milliseconds of the wall between two rounds of protection: each is a process that needs a second of the processor. */
const PROTECT_EVERY = 10_000;
/** Less than a drill's: a playground may run for hours, beside other work. */
const BUSY: Pick<WorkerProps, 'loops' | 'pace'> = { loops: 4, pace: 8_000 };

/** What a bad release did. */
export interface Corruption {
  /** Cloud times, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly badWrites: number;
}

export interface ServiceProps extends StartOptions {
  /** Where journals are to be. */
  readonly incidents: string;
  readonly progress: (line: string) => void;
}

interface Parts {
  readonly world: DrillWorld;
  readonly population: Population;
  readonly probe: Probe;
  readonly protection: Protection | undefined;
}

/** SyncWell on a local cloud, with users at work. */
export class PlaygroundService {
  private readonly since: number;
  private lost: RegionKind | undefined;
  private isBad = false;

  private constructor(
    private readonly parts: Parts,
    private readonly progress: (line: string) => void,
  ) {
    this.since = parts.world.clock.now();
  }

  /** Deploys the service and lets users move in. @throws CommandFailed, Stop RECOVERY_FAILED, CHAIN_LATE */
  static async start(environment: LocalEnvironment, props: ServiceProps): Promise<PlaygroundService> {
    mkdirSync(props.incidents, { recursive: true });
    const { users, incidents, progress } = props;
    const common = { users, seed: SEED, phases: new Phases(progress) };
    if (props.withRecoveryRegion) {
      const prepared = await prepare(environment, { ...common, incidents, progress, busy: BUSY });
      return new PlaygroundService(prepared, progress);
    }
    const population = await deployAndPopulate(environment, common);
    const world = await openWorld(environment);
    const probe = await startAtHome(world, population);
    return new PlaygroundService({ world, population, probe, protection: undefined }, progress);
  }

  /** Protects the service again and again, as long as its region is there. Never ends. */
  async protect(): Promise<void> {
    const { protection, probe } = this.parts;
    if (protection === undefined) return;
    for (;;) {
      await delay(PROTECT_EVERY);
      if (this.lost !== undefined || probe.current?.regionKind !== 'primary') continue;
      await protection.round().catch((error: unknown) => {
        this.progress(error instanceof Error ? error.message : String(error));
      });
    }
  }

  /**
   * Releases the bug, and rolls the release back when somebody notices the damage, which stays.
   *
   * @throws PreconditionError ALREADY_CORRUPTING, NOBODY_WRITES
   */
  async corrupt(): Promise<Corruption> {
    if (this.isBad) throw refusal('ALREADY_CORRUPTING', 'The bad release is live already.', 'status');
    const { worker, ledger } = this.serving();
    if (worker === undefined || !writesGoOn(worker)) {
      throw refusal('NOBODY_WRITES', 'No write goes on, so that a release cannot damage anything.', 'status');
    }
    const { clock } = this.parts.world;
    this.isBad = true;
    try {
      await clock.sleep(Math.max(0, this.since + GOOD_LIFE - clock.now()));
      const from = clock.now();
      worker.release(BAD_RELEASE);
      await clock.sleep(BAD_RELEASE.unnoticed);
      worker.release(undefined);
      const { bad: badWrites } = countWrites(ledger.writes.filter(({ time }) => time >= from));
      return { from: isoTime(from), to: isoTime(clock.now()), badWrites };
    } finally {
      worker.release(undefined);
      this.isBad = false;
    }
  }

  /** The primary region goes dark, and its workers stop. @throws PreconditionError NOT_PROTECTED, ALREADY_LOST */
  async loseRegion(): Promise<{ readonly region: string; readonly recoveryRegion: string }> {
    const { protection, probe, world } = this.parts;
    if (protection === undefined) {
      throw refusal(
        'NOT_PROTECTED',
        'The service has no copy in the recovery region: this playground was started without it.',
        'stop && npm run playground -- --with-recovery-region',
      );
    }
    const { regions, environment } = world;
    if (this.lost !== undefined) {
      throw refusal('ALREADY_LOST', `${regions.primary} is lost already.`, 'return-region');
    }
    this.lost = 'primary';
    await probe.lose('primary');
    await environment.cloud.setRegion(regions.primary, 'refuse');
    return { region: regions.primary, recoveryRegion: regions.recovery };
  }

  /** The lost region answers again, with workers. @throws PreconditionError NOT_LOST */
  async returnRegion(): Promise<{ readonly region: string }> {
    const { probe, world } = this.parts;
    const region = world.regions.primary;
    if (this.lost === undefined) throw refusal('NOT_LOST', `${region} is not lost.`, 'status');
    await world.environment.cloud.setRegion(region, 'up');
    probe.bringBack('primary');
    this.lost = undefined;
    return { region };
  }

  async status(): Promise<Status> {
    const { world, probe, population, protection } = this.parts;
    const { environment, regions, clock } = world;
    const { settings, cloud } = environment;
    const { regionKind, worker } = this.serving();
    const isLost = this.lost === regionKind;
    const liveTable = worker?.pointer.tableName ?? null;
    const counts =
      isLost || liveTable === null
        ? undefined
        : await countItems(world.worker[regionKind].dynamodb, liveTable).catch(() => undefined);
    const refused = { halted: 0, denied: 0, failed: 0 };
    for (const stay of probe.stays) {
      for (const [why, count] of Object.entries(stay.worker?.availability.refusals ?? {}))
        refused[why as keyof typeof refused] += count;
    }
    return {
      endpoint: cloud.endpoint,
      environment: settings.environment,
      region: regions[regionKind],
      now: isoTime(clock.now()),
      speed: cloud.clock().speed,
      liveTable,
      writesGoOn: !isLost && worker !== undefined && writesGoOn(worker),
      users: counts?.users ?? null,
      items: counts?.items ?? null,
      tokens: population.seeded.secrets,
      worker: { ...countWrites(probe.stays.flatMap(({ ledger }) => ledger.writes)), refused },
      badRelease: this.isBad,
      lostRegion: this.lost === undefined ? null : regions[this.lost],
      protectionRounds: protection?.rounds ?? null,
    };
  }

  private serving(): {
    readonly regionKind: RegionKind;
    readonly worker: Worker | undefined;
    readonly ledger: Ledger;
  } {
    const { current } = this.parts.probe;
    if (current === undefined) throw new Error('the users were sent to no region');
    return { regionKind: current.regionKind, worker: current.worker, ledger: current.ledger };
  }
}

/** Without failover records users know one region only. */
function startAtHome(
  { clock, names, worker }: DrillWorld,
  { ids: users, tokens, ledger }: Population,
): Promise<Probe> {
  return Probe.start({
    clock,
    where: { now: () => Promise.resolve('primary') },
    ledgerOf: (stay) => (stay === 0 ? ledger : new Ledger(portableFingerprint)),
    workerOf: (stay) =>
      Worker.start({
        ...{ clients: worker[stay.regionKind], names, clock, users, tokens },
        ...{ ledger: stay.ledger, seed: SEED, ...BUSY },
      }),
  });
}

function writesGoOn({ pointer, availability }: Pick<Worker, 'pointer' | 'availability'>): boolean {
  const outage = availability.outage();
  return pointer.writesEnabled && (outage === undefined || outage.to !== undefined);
}

function refusal(code: string, message: string, next: string): PreconditionError {
  return new PreconditionError(code, `${message}\nnext: npm run playground -- ${next}`);
}
