import { setTimeout as delay } from 'node:timers/promises';
import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { namesFor, type Settings } from '../../../settings';
import { LocalEnvironment } from '../../local-deploy/environment';
import { deployPeacetime } from '../../local-deploy/peacetime';
import { BUILDER, clientsOf } from '../connection';
import { Phases } from '../phases';
import { placeOf, populate, type PopulateProps, type Population } from '../population';
import type { DrillResult, Strategy } from './result';
import { runDrill } from './run-drill';

export interface DrillOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly users: number;
  readonly seed: number;
  /** @default restore */
  readonly strategy?: Strategy;
  /** Leaves the cloud running under this name. @default it ends with the drill */
  readonly keepAs?: string;
  readonly progress: (line: string) => void;
  /** Gets the environment when everything is over, before it is closed. @default nobody */
  readonly inspect?: (environment: LocalEnvironment) => void;
}

/** One second of the wall is half a minute of the cloud's: a restore of 20 minutes takes 40 seconds. */
export const SPEED = 30;

/**
 * The whole drill: a local cloud of its own, the stacks that it needs, users, an incident, its recovery, and the proof.
 *
 * @throws Stop TERRAFORM_MISSING, RECOVERY_FAILED; PreconditionError; CommandFailed
 */
export async function drillDataCorruption(options: DrillOptions): Promise<DrillResult> {
  const { settings, env, users, seed, strategy = 'restore', keepAs, progress, inspect } = options;
  const startedAt = performance.now();
  const phases = new Phases(progress);
  const environment = await phases.time('start a local cloud', () =>
    LocalEnvironment.start({
      settings,
      env,
      speed: SPEED,
      progress,
      ...(keepAs === undefined ? {} : { keepAs }),
    }),
  );
  let done = false;
  try {
    const props = { strategy, users, seed, phases, progress };
    const population = await deployAndPopulate(environment, props);
    const result = await runDrill(environment, population, props);
    inspect?.(environment);
    done = true;
    return { ...result, wallSeconds: (performance.now() - startedAt) / 1000 };
  } finally {
    if (done && keepAs !== undefined) environment.release();
    else await environment.close();
  }
}

/** Terraform waits most of the time: the users move in as soon as their table is protected. */
export async function deployAndPopulate(
  environment: LocalEnvironment,
  props: PopulateProps,
): Promise<Population> {
  const ended = new AbortController();
  const deployed = props.phases
    .time('deploy', () => deployPeacetime(environment, { traffic: false }))
    .catch((error: unknown) => {
      ended.abort(error);
      throw error;
    });
  const populated = awaitTable(environment, ended.signal).then(() => populate(environment, props));
  const [deployment, population] = await Promise.allSettled([deployed, populated]);
  if (deployment.status === 'rejected') throw deployment.reason;
  if (population.status === 'rejected') throw population.reason;
  return population.value;
}

/** Returns when the primary region's table is protected. @throws the signal's reason */
export async function awaitTable(environment: LocalEnvironment, signal: AbortSignal): Promise<void> {
  const clients = clientsOf(placeOf(environment), BUILDER);
  const { originalTable } = namesFor(environment.settings);
  try {
    while (!(await isProtected(clients.dynamodb, originalTable))) {
      await delay(500, undefined, { signal });
    }
  } finally {
    clients.destroy();
  }
}

async function isProtected(client: DynamoDBClient, TableName: string): Promise<boolean> {
  try {
    const { ContinuousBackupsDescription } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return recovery?.PointInTimeRecoveryStatus === 'ENABLED';
  } catch (error) {
    if ((error as Error).name === 'TableNotFoundException') return false;
    throw error;
  }
}
