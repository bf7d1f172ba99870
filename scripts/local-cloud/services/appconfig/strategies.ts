import { z } from 'zod';
import { badRequest, quotaExceeded } from './errors';
import { EMPTY, input, json, page, route, type Route } from './rest';
import * as shape from './shapes';
import { found, newId, type AppConfigState, type DeploymentStrategy, type RegionState } from './state';

/** AWS's default quota. */
const MAX_STRATEGIES = 20;

const minutes = z.number().int().min(0).max(1440);
const growthFactor = z.number().min(1).max(100);
const growthType = z.enum(['LINEAR', 'EXPONENTIAL']);
const creation = z.object({
  Name: shape.name,
  Description: shape.description,
  DeploymentDurationInMinutes: minutes,
  FinalBakeTimeInMinutes: minutes.default(0),
  GrowthFactor: growthFactor,
  GrowthType: growthType.default('LINEAR'),
  ReplicateTo: z.enum(['NONE', 'SSM_DOCUMENT']).default('NONE'),
  Tags: shape.tags.default({}),
});
const change = z.object({
  Description: shape.description,
  DeploymentDurationInMinutes: minutes.optional(),
  FinalBakeTimeInMinutes: minutes.optional(),
  GrowthFactor: growthFactor.optional(),
  GrowthType: growthType.optional(),
});

function predefined(
  name: string,
  Description: string,
  pace: Omit<DeploymentStrategy, 'Id' | 'Name' | 'Description' | 'ReplicateTo'>,
): DeploymentStrategy {
  const Id = `AppConfig.${name}`;
  return { Id, Name: Id, Description, ...pace, ReplicateTo: 'NONE' };
}

/** AppConfig user guide, "Using predefined deployment strategies"; descriptions as `list-deployment-strategies` shows them. */
export const PREDEFINED: readonly DeploymentStrategy[] = [
  predefined('AllAtOnce', 'Quick', {
    DeploymentDurationInMinutes: 0,
    GrowthType: 'LINEAR',
    GrowthFactor: 100,
    FinalBakeTimeInMinutes: 10,
  }),
  predefined('Linear50PercentEvery30Seconds', 'Test/Demo', {
    DeploymentDurationInMinutes: 1,
    GrowthType: 'LINEAR',
    GrowthFactor: 50,
    FinalBakeTimeInMinutes: 1,
  }),
  predefined('Canary10Percent20Minutes', 'AWS Recommended', {
    DeploymentDurationInMinutes: 20,
    GrowthType: 'EXPONENTIAL',
    GrowthFactor: 10,
    FinalBakeTimeInMinutes: 10,
  }),
  predefined('Linear20PercentEvery6Minutes', 'AWS Recommended', {
    DeploymentDurationInMinutes: 30,
    GrowthType: 'LINEAR',
    GrowthFactor: 20,
    FinalBakeTimeInMinutes: 30,
  }),
];

const isPredefined = (id: string) => PREDEFINED.some(({ Id }) => Id === id);

/** @throws ServiceError ResourceNotFoundException */
export function strategyOf({ strategies }: RegionState, id: string): DeploymentStrategy {
  return found(strategies.get(id) ?? PREDEFINED.find(({ Id }) => Id === id), 'Deployment strategy', id);
}

export function strategyRoutes(states: AppConfigState): Route[] {
  return [
    route('POST', '/deploymentstrategies', 201, (call) => {
      const { Tags, ...given } = input(call, creation);
      const region = states.of(call.request);
      if (region.strategies.size >= MAX_STRATEGIES) {
        throw quotaExceeded(`An account may have ${MAX_STRATEGIES} deployment strategies`);
      }
      const strategy = { Id: newId(), ...given };
      region.strategies.set(strategy.Id, strategy);
      region.tags.set(region.arn('deploymentstrategy', strategy.Id), Tags);
      return json(strategy);
    }),

    route('GET', '/deploymentstrategies', 200, (call) =>
      page(call, [...states.of(call.request).strategies.values(), ...PREDEFINED]),
    ),

    route('GET', '/deploymentstrategies/{DeploymentStrategyId}', 200, ({ request, path }) =>
      json(strategyOf(states.of(request), path.DeploymentStrategyId)),
    ),

    route('PATCH', '/deploymentstrategies/{DeploymentStrategyId}', 200, (call) => {
      const { strategies } = states.of(call.request);
      const id = call.path.DeploymentStrategyId;
      if (isPredefined(id)) throw badRequest(`Cannot update predefined Deployment Strategy ${id}.`);
      // A new object: what is being deployed keeps the pace it started with.
      const old = { ...found(strategies.get(id), 'Deployment strategy', id) };
      const updated = Object.assign(old, input(call, change));
      strategies.set(id, updated);
      return json(updated);
    }),

    // The misspelling is AWS's: the service model has it, and every SDK sends it.
    route('DELETE', '/deployementstrategies/{DeploymentStrategyId}', 204, ({ request, path }) => {
      const region = states.of(request);
      const { DeploymentStrategyId: id } = path;
      if (isPredefined(id)) throw badRequest(`Cannot delete predefined Deployment Strategy ${id}.`);
      found(region.strategies.get(id), 'Deployment strategy', id);
      region.strategies.delete(id);
      region.dropTags(region.arn('deploymentstrategy', id));
      return EMPTY;
    }),
  ];
}
