import type { LocalEnvironment } from '../../local-deploy/environment';
import { deployPeacetime } from '../../local-deploy/peacetime';
import { signIn } from '../connection';
import { awaitTable } from '../corruption/drill';
import { portableFingerprint } from '../item';
import type { Phases } from '../phases';
import { drillRegion, populate, type Population } from '../population';
import { Ledger } from '../worker/ledger';
import { Worker, type WorkerProps } from '../worker/worker';
import { awaitVault } from './await-vault';
import { furnishByHand } from './furnish';
import { refreshTokens } from './life';
import { Probe } from './probe';
import { Protection } from './protection';
import { Where } from './resolver';
import { apiTargetOf, openWorld, type DrillWorld } from './world';

export interface PrepareProps {
  readonly users: number;
  /** How many secrets they have together. @default one for each connection that users of that seed have */
  readonly secrets?: number;
  /** How busy the service is. @default as busy as a drill's */
  readonly busy?: Pick<WorkerProps, 'loops' | 'pace'>;
  readonly seed: number;
  readonly incidents: string;
  readonly phases: Phases;
  readonly progress: (line: string) => void;
}

/** A service at work in the primary region, and protected. */
export interface Prepared {
  readonly world: DrillWorld;
  readonly population: Population;
  readonly probe: Probe;
  readonly protection: Protection;
  readonly where: Where;
}

/** Users whose tokens are renewed between two rounds of protection. */
const RENEWED = 20;

/**
 * Deploys what exists in peacetime and fills it with life. Terraform waits most of the time: users move in as soon as
 * their table is there, are served as soon as the service has a configuration, and are protected meanwhile.
 *
 * @throws CommandFailed, Stop RECOVERY_FAILED, CHAIN_LATE
 */
export async function prepare(environment: LocalEnvironment, props: PrepareProps): Promise<Prepared> {
  const { phases } = props;
  const ended = new AbortController();
  const end = (error: unknown): never => {
    ended.abort(error);
    throw error;
  };
  const deployed = phases.time('deploy', () => deployPeacetime(environment, { traffic: true })).catch(end);
  const living = comeAlive(environment, props, { deployed, signal: ended.signal }).catch(end);
  const [deployment, life] = await Promise.allSettled([deployed, living]);
  ended.signal.throwIfAborted();
  if (deployment.status === 'rejected') throw deployment.reason;
  if (life.status === 'rejected') throw life.reason;
  return life.value;
}

interface Deployment {
  readonly deployed: Promise<void>;
  /** Aborted when the deployment fails. */
  readonly signal: AbortSignal;
}

async function comeAlive(
  environment: LocalEnvironment,
  props: PrepareProps,
  deployment: Deployment,
): Promise<Prepared> {
  const { phases } = props;
  const { signal } = deployment;
  await awaitTable(environment, signal);
  const population = await populate(environment, { ...props, ledger: new Ledger(portableFingerprint) });
  await phases.time('wait for the vault', () => awaitVault(environment, signal));
  const world = await openWorld(environment);
  // Until the traffic stack is there, DNS knows no name of ours.
  const asked: { where: Pick<Where, 'now'> } = { where: { now: () => Promise.resolve('primary') } };
  const probe = await startProbe(world, population, props, () => asked.where.now());
  try {
    const protection = await protect({ world, population }, props, deployment);
    const where = await whereOf(environment);
    asked.where = where;
    return { world, population, probe, protection, where };
  } catch (error) {
    await probe.stop().catch(() => undefined);
    world.destroy();
    throw error;
  }
}

function startProbe(
  { clock, names, worker }: DrillWorld,
  { ids: users, tokens, ledger: first }: Population,
  { seed, busy = {} }: PrepareProps,
  now: Where['now'],
): Promise<Probe> {
  return Probe.start({
    clock,
    where: { now },
    ledgerOf: (stay) => (stay === 0 ? first : new Ledger(portableFingerprint)),
    workerOf: ({ regionKind, ledger }, stay) =>
      Worker.start({
        clients: worker[regionKind],
        names,
        clock,
        ledger,
        users,
        tokens,
        seed: seed + stay,
        ...busy,
      }),
  });
}

/** Rounds while Terraform still waits; then one more, which finds tokens that were renewed. */
async function protect(
  { world, population }: Pick<Prepared, 'world' | 'population'>,
  props: PrepareProps,
  { deployed, signal }: Deployment,
): Promise<Protection> {
  const { phases } = props;
  const { environment, names, worker } = world;
  const { ids: users, tokens } = population;
  const protection = await protectionOf(world, props);
  await phases.time('protect until the chain has a link', () => protection.untilChained(signal));
  await deployed;
  await phases.time('renew tokens and protect', async () => {
    await furnishByHand(environment, tokens);
    await refreshTokens({ clients: worker.primary, names, tokens }, users.slice(0, RENEWED));
    await protection.round();
  });
  return protection;
}

async function protectionOf(
  { environment, names, clock, regions, builder }: DrillWorld,
  { incidents, progress }: PrepareProps,
): Promise<Protection> {
  const { settings, env } = environment;
  return new Protection({
    env,
    environment: settings.environment,
    credentials: await signIn(drillRegion(environment), 'continuity-agent', 'drill-agent'),
    incidents,
    names,
    source: settings.primary.region,
    vault: settings.recovery.region,
    s3: builder.recovery.s3,
    clock,
    onLine: (line) => {
      progress(`  ${regions.primary}: ${line}`);
    },
  });
}

/** How the app finds the service; asked before the loss, for a region that is lost tells nothing. */
async function whereOf(environment: LocalEnvironment): Promise<Where> {
  const [primary, recovery] = await Promise.all([
    apiTargetOf(environment, 'primary'),
    apiTargetOf(environment, 'recovery'),
  ]);
  const { settings, cloud } = environment;
  return new Where({
    server: cloud.description.resolver,
    name: settings.domain.api,
    targets: { primary, recovery },
  });
}
