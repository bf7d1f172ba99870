import { z } from 'zod';
import { watchAlarms } from './alarms';
import { latestState } from './environments';
import { badRequest, conflict, notFound, notImplemented } from './errors';
import { checked, input, json, page, route, type Route } from './rest';
import * as shape from './shapes';
import type { AppConfigState, Deployment, Environment } from './state';
import { strategyOf } from './strategies';
import { isRunning, isStoppable, progressAt } from './timeline';
import { validate } from './validators';
import { versionOf } from './versions';

/** AWS reverts a completed deployment for this long: 72 hours in milliseconds. */
const REVERT_WINDOW = 72 * 3_600_000;

const ENVIRONMENT = '/applications/{ApplicationId}/environments/{EnvironmentId}';

const start = z.object({
  DeploymentStrategyId: z.string(),
  ConfigurationProfileId: z.string(),
  ConfigurationVersion: z.string().min(1).max(1024),
  Description: shape.description,
  KmsKeyIdentifier: shape.kmsKey,
  Tags: shape.tags.default({}),
});
const allowRevert = z.stringbool().default(false);

const iso = (at: number) => new Date(at).toISOString();

/** What a list shows of a deployment. */
function summary({ number, profile, version, strategy, startedAt, ...marks }: Deployment, now: number) {
  const { state, percentage, completedAt } = progressAt({ startedAt, strategy, ...marks }, now);
  return {
    DeploymentNumber: number,
    ConfigurationName: profile.Name,
    ConfigurationVersion: String(version.VersionNumber),
    DeploymentDurationInMinutes: strategy.DeploymentDurationInMinutes,
    GrowthType: strategy.GrowthType,
    GrowthFactor: strategy.GrowthFactor,
    FinalBakeTimeInMinutes: strategy.FinalBakeTimeInMinutes,
    State: state,
    PercentageComplete: percentage,
    StartedAt: iso(startedAt),
    CompletedAt: completedAt === undefined ? undefined : iso(completedAt),
    VersionLabel: version.VersionLabel,
  };
}

interface Place {
  readonly ApplicationId: string;
  readonly EnvironmentId: string;
}

/** @param now a moment before the start shows the deployment as StartDeployment answers it */
function detail({ ApplicationId, EnvironmentId }: Place, deployment: Deployment, now: number) {
  const { description, kmsKeyIdentifier, profile, strategy, version } = deployment;
  const newestFirst = [...progressAt(deployment, now).events].reverse();
  return json({
    ...summary(deployment, now),
    ApplicationId,
    EnvironmentId,
    DeploymentStrategyId: strategy.Id,
    ConfigurationProfileId: profile.Id,
    ConfigurationLocationUri: profile.LocationUri,
    Description: description,
    EventLog: newestFirst.map((event) => ({
      EventType: event.type,
      TriggeredBy: event.by,
      Description: event.description,
      OccurredAt: iso(event.at),
    })),
    AppliedExtensions: [],
    KmsKeyIdentifier: kmsKeyIdentifier,
    KmsKeyArn: version.KmsKeyArn,
  });
}

/** @throws ServiceError ResourceNotFoundException */
function numbered({ deployments }: Environment, number: string): Deployment {
  const deployment = deployments[Number(number) - 1];
  if (deployment === undefined) throw notFound('Deployment', number);
  return deployment;
}

/** @throws ServiceError ConflictException while the environment is busy, whichever profile it is busy with */
function assertFree(environment: Environment, now: number): void {
  const state = latestState(environment, now);
  if (isRunning(state)) {
    throw conflict(
      `Environment ${environment.Id} currently has a state of ${state === 'ROLLING_BACK' ? state : 'DEPLOYING'}. The current deployment must finish before a new deployment can be started.`,
    );
  }
}

/**
 * Rolls a running deployment back, or reverts a completed one when the caller allows it.
 *
 * @throws ServiceError BadRequestException in every other state
 */
function stop(deployment: Deployment, now: number, revert: boolean, accountId: string): void {
  const { state, completedAt = -Infinity } = progressAt(deployment, now);
  const mark = { at: now, by: 'USER' } as const;
  if (isStoppable(state)) {
    deployment.rollback = { ...mark, reason: `Rollback initiated by AWS account ${accountId}` };
  } else if (revert && state === 'COMPLETE' && now - completedAt <= REVERT_WINDOW) {
    deployment.revert = { ...mark, reason: `Reverted by AWS account ${accountId}` };
  } else {
    throw badRequest(
      `Deployment number ${deployment.number} has a state of ${state} and cannot be stopped. Only a running deployment can be, and with AllowRevert one that completed within the last 72 hours.`,
    );
  }
}

export function deploymentRoutes(states: AppConfigState): Route[] {
  return [
    route('POST', `${ENVIRONMENT}/deployments`, 201, (call) => {
      const { request, context, path, now } = call;
      const { Tags, ...given } = input(call, start);
      const region = states.of(request);
      const environment = region.environment(path);
      const strategy = strategyOf(region, given.DeploymentStrategyId);
      const profile = region.profile({ ...path, ConfigurationProfileId: given.ConfigurationProfileId });
      if (profile.LocationUri !== 'hosted') {
        throw notImplemented(`deployments of a configuration at ${profile.LocationUri}`);
      }
      const version = versionOf(profile, given.ConfigurationVersion);
      assertFree(environment, now);
      validate(profile, version.content);
      const { Id, Name, LocationUri } = profile;
      const deployment: Deployment = {
        number: environment.deployments.length + 1,
        description: given.Description,
        profile: { Id, Name, LocationUri },
        kmsKeyIdentifier: given.KmsKeyIdentifier,
        version,
        strategy,
        startedAt: now,
      };
      environment.deployments.push(deployment);
      region.tags.set(
        region.arn(
          'application',
          path.ApplicationId,
          'environment',
          environment.Id,
          'deployment',
          deployment.number,
        ),
        Tags,
      );
      void watchAlarms(environment, deployment, request, context);
      return detail(path, deployment, now - 1);
    }),

    route('GET', `${ENVIRONMENT}/deployments`, 200, (call) => {
      const { deployments } = states.of(call.request).environment(call.path);
      return page(call, deployments.map((deployment) => summary(deployment, call.now)).reverse());
    }),

    route('GET', `${ENVIRONMENT}/deployments/{DeploymentNumber}`, 200, ({ request, path, now }) =>
      detail(path, numbered(states.of(request).environment(path), path.DeploymentNumber), now),
    ),

    route('DELETE', `${ENVIRONMENT}/deployments/{DeploymentNumber}`, 202, ({ request, path, now }) => {
      const deployment = numbered(states.of(request).environment(path), path.DeploymentNumber);
      stop(deployment, now, checked(allowRevert, request.headers['allow-revert']), request.accountId);
      return detail(path, deployment, now);
    }),
  ];
}
