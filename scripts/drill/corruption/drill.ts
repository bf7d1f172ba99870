import { setTimeout as delay } from 'node:timers/promises';
import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { namesFor } from '../../../settings';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { deployPeacetime } from '../../local-deploy/peacetime';
import type { Strategy } from '../../runbooks/data-corruption';
import { BUILDER, clientsOf } from '../connection';
import { onLocalCloud, SPEED, type DrillOptions } from '../local-drill';
import { drillRegion, populate, type PopulateProps, type Population } from '../population';
import type { CorruptionResult } from './result';
import { runDrill } from './run-drill';

export interface CorruptionDrillOptions extends DrillOptions {
  /** @default restore */
  readonly strategy?: Strategy;
}

/**
 * The whole drill: a local cloud of its own, the stacks that it needs, users, an incident, its recovery, and the proof.
 *
 * @throws Stop TERRAFORM_MISSING, RECOVERY_FAILED; PreconditionError; CommandFailed
 */
export function drillDataCorruption(options: CorruptionDrillOptions): Promise<CorruptionResult> {
  const { users, seed, strategy = 'restore', progress } = options;
  return onLocalCloud<CorruptionResult>(options, SPEED, async (environment, phases) => {
    const props = { strategy, users, seed, phases, progress };
    return runDrill(environment, await deployAndPopulate(environment, props), props);
  });
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
  const clients = clientsOf(drillRegion(environment), BUILDER);
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
