import { z } from 'zod';
import { assertDeletable } from './deletion-protection';
import { quotaExceeded } from './errors';
import { EMPTY, input, json, page, route, type Route } from './rest';
import * as shape from './shapes';
import { newId, type AppConfigState, type Environment } from './state';
import { progressAt, type DeploymentState } from './timeline';

/** AWS's default quotas. */
const MAX_ENVIRONMENTS = 20;
const MAX_MONITORS = 5;

const monitors = z
  .array(z.object({ AlarmArn: z.string().min(1).max(2048), AlarmRoleArn: shape.arn.optional() }))
  .max(MAX_MONITORS);
const creation = z.object({
  Name: shape.name,
  Description: shape.description,
  Monitors: monitors.optional(),
  Tags: shape.tags.default({}),
});
const change = z.object({
  Name: shape.name.optional(),
  Description: shape.description,
  Monitors: monitors.optional(),
});

/**
 * An environment's state by that of its latest deployment. The model enumerates READY_FOR_DEPLOYMENT and so on, but
 * what AWS sends is spelt like this (recorded in AWS's own CLI examples, get-environment).
 */
const STATE: Record<DeploymentState, string> = {
  DEPLOYING: 'Deploying',
  BAKING: 'Deploying',
  COMPLETE: 'ReadyForDeployment',
  ROLLING_BACK: 'RollingBack',
  ROLLED_BACK: 'RolledBack',
  REVERTED: 'Reverted',
};

/** State of the latest deployment of an environment; an environment without any is as ready as after a good one. */
export function latestState({ deployments }: Environment, now: number): DeploymentState {
  const latest = deployments.at(-1);
  return latest === undefined ? 'COMPLETE' : progressAt(latest, now).state;
}

export function environmentRoutes(states: AppConfigState): Route[] {
  const show = (ApplicationId: string, now: number) => (environment: Environment) => {
    const { Id, Name, Description, Monitors } = environment;
    return { ApplicationId, Id, Name, Description, State: STATE[latestState(environment, now)], Monitors };
  };
  return [
    route('POST', '/applications/{ApplicationId}/environments', 201, (call) => {
      const { Tags, ...given } = input(call, creation);
      const region = states.of(call.request);
      const application = region.application(call.path.ApplicationId);
      if (application.environments.size >= MAX_ENVIRONMENTS) {
        throw quotaExceeded(`An application may have ${MAX_ENVIRONMENTS} environments`);
      }
      const environment: Environment = { Id: newId(), ...given, deployments: [], createdAt: call.now };
      application.environments.set(environment.Id, environment);
      region.tags.set(region.arn('application', application.Id, 'environment', environment.Id), Tags);
      return json(show(application.Id, call.now)(environment));
    }),

    route('GET', '/applications/{ApplicationId}/environments', 200, (call) => {
      const application = states.of(call.request).application(call.path.ApplicationId);
      return page(call, [...application.environments.values()].map(show(application.Id, call.now)));
    }),

    route(
      'GET',
      '/applications/{ApplicationId}/environments/{EnvironmentId}',
      200,
      ({ request, path, now }) => json(show(path.ApplicationId, now)(states.of(request).environment(path))),
    ),

    route('PATCH', '/applications/{ApplicationId}/environments/{EnvironmentId}', 200, (call) => {
      const environment = states.of(call.request).environment(call.path);
      return json(show(call.path.ApplicationId, call.now)(Object.assign(environment, input(call, change))));
    }),

    route('DELETE', '/applications/{ApplicationId}/environments/{EnvironmentId}', 204, (call) => {
      const region = states.of(call.request);
      const { ApplicationId, EnvironmentId } = call.path;
      const environment = region.environment(call.path);
      assertDeletable(call, region.deletionProtection, environment);
      region.application(ApplicationId).environments.delete(EnvironmentId);
      region.dropTags(region.arn('application', ApplicationId, 'environment', EnvironmentId));
      return EMPTY;
    }),
  ];
}
