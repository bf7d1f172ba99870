import {
  BadRequestException,
  GetDeploymentCommand,
  paginateListDeployments,
  StopDeploymentCommand,
  type GetDeploymentCommandOutput,
} from '@aws-sdk/client-appconfig';
import type { PointerDocument } from '../../../../settings/runtime-documents';
import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';
import type { PointerIds } from './ids';
import { saysSo } from './versions';

/** A deployment in one of these keeps others out of its environment, whichever its profile (aws-facts.md, 6.8). */
const RUNNING: ReadonlySet<string | undefined> = new Set([
  'VALIDATING',
  'DEPLOYING',
  'BAKING',
  'ROLLING_BACK',
]);

/** Milliseconds. An instant deployment takes seconds; one that is not over by then is stuck. */
const EVERY = 2_000;
const WITHIN = 15 * 60_000;

export interface Deployed {
  readonly version: number;
  readonly deployment: number;
}

interface Running {
  readonly deployment: number;
  readonly state: string;
}

/** What happens in the pointer's environment: the deployment that keeps others out now, and the last one that went through. */
export async function surveyDeployments(
  { clients, target }: Action,
  { application, environment }: PointerIds,
): Promise<{ running: Running | undefined; complete: Deployed | undefined }> {
  let running: Running | undefined;
  for await (const { Items = [] } of paginateListDeployments(
    { client: clients.appconfig },
    { ApplicationId: application, EnvironmentId: environment },
  )) {
    for (const { DeploymentNumber: deployment = 0, State: state = '', ...item } of Items) {
      if (RUNNING.has(state)) running ??= { deployment, state };
      // Newest first: no later one of this profile has changed what is served.
      if (state === 'COMPLETE' && item.ConfigurationName === target.names.configProfile.pointer)
        return { running, complete: { version: Number(item.ConfigurationVersion), deployment } };
    }
  }
  return { running, complete: undefined };
}

/** The version of a deployment that brings what is wanted, at once; undefined when it brings anything else, or slowly. */
export async function ownVersion(
  action: Action,
  ids: PointerIds,
  deployment: number,
  wanted: PointerDocument,
): Promise<number | undefined> {
  const { ConfigurationProfileId, ConfigurationVersion, DeploymentStrategyId } = await read(
    action,
    ids,
    deployment,
  );
  const version = Number(ConfigurationVersion);
  const ours =
    ConfigurationProfileId === ids.profile &&
    DeploymentStrategyId === ids.strategy &&
    Number.isInteger(version) &&
    (await saysSo(action, ids, version, wanted));
  return ours ? version : undefined;
}

/**
 * Stops a deployment and waits until it keeps nobody out any more. It may end by itself meanwhile.
 *
 * @returns whether we rolled it back
 * @throws Stop DEPLOYMENT_STUCK
 */
export async function stopDeployment(
  action: Action,
  ids: PointerIds,
  { deployment, state }: Running,
): Promise<boolean> {
  const ends = state === 'ROLLING_BACK';
  action.progress(
    ends
      ? `waiting for deployment ${deployment}, which is being rolled back`
      : `stopping deployment ${deployment} (${state}), which is not of this run`,
  );
  try {
    if (!ends) await action.clients.appconfig.send(new StopDeploymentCommand(input(ids, deployment)));
  } catch (error) {
    // It has ended, or our first call stopped it and its answer was lost.
    if (!(error instanceof BadRequestException)) throw error;
  }
  return (await awaitEnd(action, ids, deployment)).State === 'ROLLED_BACK' && !ends;
}

/** Waits until our deployment is complete. @throws Stop DEPLOYMENT_ROLLED_BACK saying why, DEPLOYMENT_STUCK */
export async function awaitComplete(
  action: Action,
  ids: PointerIds,
  deployment: number,
  wanted: PointerDocument,
): Promise<void> {
  action.progress(`waiting for deployment ${deployment}`);
  const { State, EventLog = [] } = await awaitEnd(action, ids, deployment);
  if (State === 'COMPLETE') return;
  // Newest first; the end itself tells no reason, what began it does.
  const cause = EventLog.find(
    ({ EventType }) => EventType === 'ROLLBACK_STARTED' || EventType === 'REVERT_COMPLETED',
  );
  throw stop('DEPLOYMENT_ROLLED_BACK', {
    deployment,
    state: State ?? 'unknown',
    triggeredBy: cause?.TriggeredBy ?? 'nobody it names',
    reason: cause?.Description ?? 'its event log tells no reason',
    incident: wanted.incidentId,
  });
}

function awaitEnd(action: Action, ids: PointerIds, deployment: number) {
  return waitUntil(action, {
    look: async () => {
      const seen = await read(action, ids, deployment);
      return RUNNING.has(seen.State) ? undefined : seen;
    },
    every: EVERY,
    within: WITHIN,
    looks: 5,
    otherwise: () =>
      stop('DEPLOYMENT_STUCK', {
        deployment,
        minutes: WITHIN / 60_000,
        application: ids.application,
        environment: ids.environment,
        region: action.target.region,
      }),
  });
}

function read({ clients }: Action, ids: PointerIds, deployment: number): Promise<GetDeploymentCommandOutput> {
  return clients.appconfig.send(new GetDeploymentCommand(input(ids, deployment)));
}

function input({ application, environment }: PointerIds, deployment: number) {
  return { ApplicationId: application, EnvironmentId: environment, DeploymentNumber: deployment };
}
