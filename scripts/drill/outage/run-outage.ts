import { setTimeout as delay } from 'node:timers/promises';
import type { RegionKind } from '../../../settings';
import type { RequestRecord } from '../../local-cloud/gateway/request-log';
import { isoSecond } from '../../engine/clock';
import type { Incident } from '../../engine/journal/replay';
import { signIn, type Credentials } from '../connection';
import { drillRegion } from '../population';
import { runProcedure, type Recovered } from '../recover-process';
import { ConfigurationSession } from '../worker/configuration';
import { Arguments } from './arguments';
import { describeSettings } from '../proof/settings';
import type { RegionalSettings } from '../proof/settings-elsewhere';
import { darken, type Outage, type Stage } from './dark';
import { connectProviders, refreshTokens } from './life';
import type { PrepareProps, Prepared } from './prepare';
import { keyArnOf } from './world';

const MINUTE = 60_000;
/**
 * Cloud time: writes that nobody copies any more; until somebody declares an incident; life away from home, and back, on top
 * of what a run still does after users are served again.
 */
const UNPROTECTED = 1 * MINUTE;
const UNNOTICED = 2 * MINUTE;
const LIFE_AWAY = 1 * MINUTE;
const AFTERMATH = 1 * MINUTE;
/** How much loss is accepted beforehand, from the declaration on: the exact window is settled by the run. */
const ACCEPTED = 120 * MINUTE;
/** Users whose tokens are renewed in the recovery region, and who connect a provider there. */
const RENEWED = { from: 10, to: 40 } as const;
const CONNECTED = { from: 30, to: 40 } as const;

export interface StrikeProps extends Pick<PrepareProps, 'incidents' | 'phases' | 'progress'> {
  readonly outage: Outage;
}

/** What came of the loss and the way back. */
export interface Struck {
  readonly stages: readonly Stage[];
  /** Cloud times in milliseconds since the epoch: the vault's mark before the loss, and the loss. */
  readonly mark: number;
  readonly lost: number;
  readonly rebuild: Recovered;
  readonly failback: Recovered;
  /** What the cloud was asked between the loss and the end of the verification. */
  readonly requests: readonly RequestRecord[];
  readonly home: Seen;
  readonly away: Seen;
  readonly processes: Pick<Arguments, 'looks' | 'found'>;
}

/** A region while it served, as it was seen by readers of the drill's own. */
export interface Seen {
  /** Of a worker that sleeps through what comes. */
  readonly session: ConfigurationSession;
  readonly settings: RegionalSettings;
}

/**
 * The primary region is lost; the real command rebuilds the service in the recovery region, where it lives on until
 * the primary region is back, and the real command brings it home.
 *
 * @throws Stop RECOVERY_FAILED
 */
export async function strike(prepared: Prepared, props: StrikeProps): Promise<Struck> {
  const { world, probe, protection, population } = prepared;
  const { phases } = props;
  const { environment, clock } = world;
  const { settings } = environment;
  const operator = await signIn(drillRegion(environment), 'recovery-operator', 'drill-operator');
  const home = await look(prepared, 'primary');
  const watch = Arguments.watch(population.tokens.marker, (milliseconds, signal) =>
    delay(milliseconds, undefined, { signal }),
  );
  try {
    const mark = await phases.time('the last round, and writes after it', async () => {
      await protection.round();
      await clock.sleep(UNPROTECTED);
      return Date.parse((await protection.mark())?.changes?.coveredUntil ?? '');
    });
    const { lost, stages, endOfOutage } = await lose(prepared, props);
    const rebuild = await phases.time('regional-outage', async () => {
      await clock.sleep(UNNOTICED);
      // What nobody copied is in the lost region only; how long the service is gone is yet to come.
      const loss = `${isoSecond(mark)}/${isoSecond(clock.now() + ACCEPTED)}`;
      return procedure(prepared, props, operator, [
        ...['regional-outage', '--to-region', settings.recovery.region, '--accept-data-loss', loss],
      ]);
    });
    const requests = await environment.cloud.requests({ since: lost });
    const away = await look(prepared, 'recovery');
    await phases.time('life in the recovery region', () => liveAway(prepared, away));
    endOfOutage();
    await environment.cloud.setRegion(settings.primary.region, 'up');
    probe.bringBack('primary');
    const failback = await phases.time('failback', () =>
      // The proof plans both stacks as they are left: once is enough.
      procedure(prepared, props, operator, ['failback', '--no-plan']),
    );
    await phases.time('life at home', () => clock.sleep(AFTERMATH));
    await probe.stop();
    return {
      stages,
      mark,
      lost,
      rebuild,
      failback,
      requests,
      home,
      away,
      processes: watch,
    };
  } finally {
    await watch.stop();
    await probe.stop().catch(() => undefined);
  }
}

/** The workers die with their region; from then on nothing of ours is there that could ask it. */
async function lose(
  { world: { environment, clock, regions }, probe }: Prepared,
  { outage, progress }: StrikeProps,
): Promise<Pick<Struck, 'stages' | 'lost'> & { readonly endOfOutage: () => void }> {
  await probe.lose('primary');
  const ended = new AbortController();
  const stages = await darken({
    cloud: environment.cloud,
    clock,
    region: regions.primary,
    outage,
    signal: ended.signal,
  });
  const lost = await environment.cloud.now();
  progress(`${regions.primary} is lost`);
  return {
    stages,
    lost,
    endOfOutage: () => {
      ended.abort();
    },
  };
}

/** Tokens are renewed and providers connected, so that the way home has more to bring than items. */
async function liveAway(
  { world, probe, population: { ids, tokens } }: Prepared,
  { session }: Seen,
): Promise<void> {
  const { names, clock, worker } = world;
  const { tableName: table, epoch } = session.pointer;
  const ledger = probe.current?.ledger;
  if (ledger === undefined || probe.current?.regionKind !== 'recovery') {
    throw new Error('the users were not sent to the recovery region');
  }
  const life = { clients: worker.recovery, names, tokens };
  await refreshTokens(life, ids.slice(RENEWED.from, RENEWED.to));
  await connectProviders({ ...life, table, epoch, ledger, clock }, ids.slice(CONNECTED.from, CONNECTED.to));
  await clock.sleep(LIFE_AWAY);
}

async function look(
  { world: { environment, names, builder, worker, regions } }: Prepared,
  regionKind: RegionKind,
): Promise<Seen> {
  const session = await ConfigurationSession.start(worker[regionKind].appconfigdata, names);
  const table = session.pointer.tableName;
  const settings = await describeSettings(builder[regionKind].dynamodb, table);
  const keyArn = await keyArnOf(environment, regionKind);
  return { session, settings: { settings, region: regions[regionKind], keyArn, table } };
}

function procedure(
  { world: { environment } }: Prepared,
  { incidents, progress }: StrikeProps,
  operator: Credentials,
  args: readonly string[],
): Promise<Recovered> {
  return runProcedure({
    env: environment.env,
    credentials: operator,
    incidents,
    args: ['run', ...args, '--env', environment.settings.environment, '--yes', '--json'],
    onLine: (line) => {
      progress(`  ${line}`);
    },
  });
}

/** A fact of a finished run. @throws Error when it was not recorded */
export function factOf({ facts, id }: Pick<Incident, 'facts' | 'id'>, name: string): string {
  const value = facts[name];
  if (typeof value === 'string') return value;
  throw new Error(`${id} recorded no ${name}`);
}
