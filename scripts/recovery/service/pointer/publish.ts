import { ConflictException, StartDeploymentCommand } from '@aws-sdk/client-appconfig';
import type { PointerDocument } from '../../../../settings/runtime-documents';
import { stop } from '../../../engine/errors';
import { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';
import { awaitComplete, ownVersion, stopDeployment, surveyDeployments, type Deployed } from './deployments';
import { findPointerIds, type PointerIds } from './ids';
import { readPointer } from './pointer';
import { describePointer, requireValidPointer, samePointer } from './pointer-document';
import { haveVersion, rejection } from './versions';

export interface Published extends Deployed {
  /** Numbers of deployments of others that were rolled back for it. */
  readonly stopped: number[];
}

/** Times that we look again because somebody else's deployment came in between. */
const ROUNDS = 10;

/**
 * Makes `wanted` the live pointer and proves it by reading it back as the service would. Looks at the world first: what
 * a killed run or a lost answer left behind (version, deployment, or the live document itself) is adopted. A deployment
 * of somebody else that is still running would block ours and is stopped.
 *
 * @param expected what the caller last saw live; anything else that is neither this nor `wanted` is not overwritten
 * @throws Stop CONFIG_MISSING, CONFIG_AMBIGUOUS, CONFIG_REJECTED, POINTER_MOVED, DEPLOYMENT_ROLLED_BACK,
 *   DEPLOYMENT_STUCK, ENVIRONMENT_BUSY, POINTER_NOT_SERVED
 */
export async function publishPointer(
  action: Action,
  wanted: PointerDocument,
  expected?: PointerDocument,
): Promise<Published> {
  requireValidPointer(wanted);
  const ids = await findPointerIds(action);
  const stopped: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    action.signal.throwIfAborted();
    const deployed = await deploy(action, { ids, wanted, expected, stopped });
    if (deployed === undefined) continue;
    await awaitComplete(action, ids, deployed.deployment, wanted);
    await awaitServed(action, wanted);
    return { ...deployed, stopped };
  }
  throw stop('ENVIRONMENT_BUSY', {
    environment: action.target.names.configEnvironment.pointer,
    stopped,
    incident: wanted.incidentId,
  });
}

interface Order {
  readonly ids: PointerIds;
  readonly wanted: PointerDocument;
  readonly expected: PointerDocument | undefined;
  readonly stopped: number[];
}

/** One try. @returns undefined when the world changed meanwhile: look again */
async function deploy(action: Action, order: Order): Promise<Deployed | undefined> {
  const { ids, wanted, expected, stopped } = order;
  const { running, complete } = await surveyDeployments(action, ids);
  if (running !== undefined) {
    const version =
      running.state === 'ROLLING_BACK'
        ? undefined
        : await ownVersion(action, ids, running.deployment, wanted);
    if (version !== undefined) return { version, deployment: running.deployment };
    if (await stopDeployment(action, ids, running)) stopped.push(running.deployment);
    return undefined;
  }
  const live = await liveOrNothing(action);
  if (live !== undefined && complete !== undefined && samePointer(live, wanted)) return complete;
  if (live !== undefined && expected !== undefined && !samePointer(live, expected)) {
    throw stop('POINTER_MOVED', {
      live: describePointer(live),
      seen: describePointer(expected),
      incident: wanted.incidentId,
    });
  }
  const version = await haveVersion(action, ids, wanted);
  action.progress(`deploying version ${version}: ${describePointer(wanted)}`);
  try {
    const { DeploymentNumber: deployment = 0 } = await action.clients.appconfig.send(
      new StartDeploymentCommand({
        ApplicationId: ids.application,
        EnvironmentId: ids.environment,
        ConfigurationProfileId: ids.profile,
        ConfigurationVersion: String(version),
        DeploymentStrategyId: ids.strategy,
        Description: `recover, incident ${wanted.incidentId ?? 'none'}`,
      }),
    );
    return { version, deployment };
  } catch (error) {
    // Another deployment runs: it may be our own, whose answer was lost.
    if (error instanceof ConflictException) return undefined;
    throw rejection(error, wanted) ?? error;
  }
}

/** A region in which nothing was deployed yet has no pointer to overwrite. */
async function liveOrNothing(action: Action): Promise<PointerDocument | undefined> {
  return readPointer(action).catch((error: unknown) => {
    if (error instanceof Stop && error.code === 'CONFIG_MISSING') return undefined;
    throw error;
  });
}

/** Control plane and data plane agree a moment later. */
async function awaitServed(action: Action, wanted: PointerDocument): Promise<void> {
  let served = 'nothing';
  await waitUntil(action, {
    look: async () => {
      const live = await readPointer(action);
      served = describePointer(live);
      return samePointer(live, wanted) ? true : undefined;
    },
    every: 2_000,
    within: 60_000,
    looks: 5,
    otherwise: () =>
      stop('POINTER_NOT_SERVED', { served, wanted: describePointer(wanted), incident: wanted.incidentId }),
  });
}
