import {
  GetConfigurationProfileCommand,
  GetDeploymentStrategyCommand,
  GetEnvironmentCommand,
  paginateListConfigurationProfiles,
  paginateListEnvironments,
} from '@aws-sdk/client-appconfig';
import { pointerDocument, validatorOf } from '../../../../settings/runtime-documents';
import { surveyDeployments } from '../../service/pointer/deployments';
import { findPlace } from '../../service/pointer/place';
import { readPointer } from '../../service/pointer/pointer';
import { failed, ok, unless, warning, type Check } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld } from '../world';

const primary = deploy('primary');

/** The way in which the service is told which table is live. */
export const RUNTIME: readonly Check[] = [
  {
    id: 'runtime/place',
    title: 'AppConfig has everything that a repoint needs, once',
    severity: 'critical',
    fix: primary,
    async check(world) {
      const { application, environment, profile } = await place(world);
      return ok(`application ${application}, environment ${environment}, profile ${profile}`);
    },
  },
  {
    id: 'runtime/pointer',
    title: 'The service is told a live table that this tool understands',
    severity: 'critical',
    fix: primary,
    async check(world) {
      const { tableName, epoch } = await once(world, 'pointer', () => readPointer(world.action));
      return ok(`${tableName}, epoch ${epoch}`);
    },
  },
  {
    id: 'runtime/strategy',
    title: 'A repoint reaches everybody at once and blocks nothing after it',
    severity: 'critical',
    fix: primary,
    async check(world) {
      const { strategy } = await place(world);
      const {
        DeploymentDurationInMinutes: minutes,
        FinalBakeTimeInMinutes: bake,
        GrowthFactor: growth,
      } = await world.primary.clients.appconfig.send(
        new GetDeploymentStrategyCommand({ DeploymentStrategyId: strategy }),
      );
      return unless(
        [
          minutes !== 0 && `it takes ${minutes ?? '?'} minutes`,
          bake !== 0 && `it bakes for ${bake ?? '?'} minutes, in which nothing else can be deployed`,
          growth !== 100 && `it begins with ${growth ?? '?'} % of the service`,
        ],
        'no duration, no bake',
      );
    },
  },
  {
    id: 'runtime/no-monitor',
    title: 'No alarm can roll a repoint back',
    severity: 'critical',
    fix: primary,
    async check(world) {
      const { application, environment } = await place(world);
      const { Monitors = [] } = await world.primary.clients.appconfig.send(
        new GetEnvironmentCommand({ ApplicationId: application, EnvironmentId: environment }),
      );
      // Alarms are red during an incident: the fix would be undone (aws-facts.md, 6.11).
      return unless(
        Monitors.map(({ AlarmArn }) => `${AlarmArn ?? 'an alarm'} watches the pointer's environment`),
        'none watches the environment of the pointer',
      );
    },
  },
  {
    id: 'runtime/validator',
    title: 'AppConfig refuses a pointer that the service could not read',
    severity: 'major',
    fix: primary,
    async check(world) {
      const { application, profile } = await place(world);
      const { Validators = [] } = await world.primary.clients.appconfig.send(
        new GetConfigurationProfileCommand({ ApplicationId: application, ConfigurationProfileId: profile }),
      );
      const schema = Validators.find(({ Type }) => Type === 'JSON_SCHEMA')?.Content;
      if (schema === undefined) return failed('the profile has no JSON Schema');
      return sameJson(schema, validatorOf(pointerDocument))
        ? ok('by the schema of this tool')
        : failed('its JSON Schema is not the one of this tool');
    },
  },
  {
    id: 'runtime/idle',
    title: 'No deployment keeps a repoint waiting',
    severity: 'minor',
    fix: () => 'npx recover preflight data-corruption',
    async check(world) {
      const { running } = await surveyDeployments(world.action, await place(world));
      return running === undefined
        ? ok('nothing is being deployed')
        : warning(`deployment ${running.deployment} is ${running.state}: a run would stop it first`);
    },
  },
  {
    id: 'runtime/features',
    title: 'The feature flags have an environment and a profile of their own',
    severity: 'minor',
    fix: primary,
    async check(world) {
      const { application } = await place(world);
      const client = world.primary.clients.appconfig;
      const within = { ApplicationId: application };
      const { configEnvironment, configProfile } = world.names;
      const [environment, profile] = await Promise.all([
        has(paginateListEnvironments({ client }, within), configEnvironment.features),
        has(paginateListConfigurationProfiles({ client }, within), configProfile.features),
      ]);
      return unless([!environment && 'no environment', !profile && 'no profile'], 'both are there');
    },
  },
];

function place(world: ReadinessWorld) {
  return once(world, 'place', () => findPlace(world.action));
}

async function has(
  pages: AsyncIterable<{ Items?: { Name?: string | undefined }[] | undefined }>,
  name: string,
): Promise<boolean> {
  for await (const { Items = [] } of pages) if (Items.some(({ Name }) => Name === name)) return true;
  return false;
}

function sameJson(a: string, b: string): boolean {
  return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
}
