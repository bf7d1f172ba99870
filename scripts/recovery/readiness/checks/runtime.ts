import {
  GetConfigurationProfileCommand,
  GetDeploymentStrategyCommand,
  GetEnvironmentCommand,
  paginateListConfigurationProfiles,
  paginateListEnvironments,
} from '@aws-sdk/client-appconfig';
import { pointerDocument, validatorOf } from '../../../../settings/runtime-documents';
import { surveyDeployments } from '../../service/pointer/deployments';
import { pointerOf, pointerIdsOf } from '../facts';
import { deployServing } from '../mends';
import { failed, ok, unless, UNLESS_KNOWN, warning, type Check } from '../model';

/** The way in which the service is told which table is live. */
export const RUNTIME: readonly Check[] = [
  {
    id: 'runtime/place',
    title: 'AppConfig has everything that a repoint needs, once',
    severity: 'critical',
    moments: ['doctor', 'preflight data-corruption'],
    preflightName: 'AppConfig',
    stops: UNLESS_KNOWN,
    mend: deployServing,
    async look(survey) {
      const { application, environment, profile } = await pointerIdsOf(survey);
      return ok(`application ${application}, environment ${environment}, profile ${profile}`);
    },
  },
  {
    id: 'runtime/pointer',
    title: 'The service is told a live table that this tool understands',
    severity: 'critical',
    moments: ['doctor', 'status'],
    mend: deployServing,
    async look(survey) {
      const { tableName, epoch } = await pointerOf(survey);
      return ok(`${tableName}, epoch ${epoch}`);
    },
  },
  {
    id: 'runtime/strategy',
    title: 'A repoint reaches everybody at once and blocks nothing after it',
    severity: 'critical',
    mend: deployServing,
    async look(survey) {
      const { strategy } = await pointerIdsOf(survey);
      const {
        DeploymentDurationInMinutes: minutes,
        FinalBakeTimeInMinutes: bake,
        GrowthFactor: growth,
      } = await survey.action.clients.appconfig.send(
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
    mend: deployServing,
    async look(survey) {
      const { application, environment } = await pointerIdsOf(survey);
      const { Monitors = [] } = await survey.action.clients.appconfig.send(
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
    mend: deployServing,
    async look(survey) {
      const { application, profile } = await pointerIdsOf(survey);
      const { Validators = [] } = await survey.action.clients.appconfig.send(
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
    moments: ['doctor', 'preflight data-corruption'],
    runNeedsMend: false,
    mend: () => 'npx recover preflight data-corruption',
    async look(survey) {
      const { running } = await surveyDeployments(survey.action, await pointerIdsOf(survey));
      return running === undefined
        ? ok('nothing is being deployed')
        : warning(`deployment ${running.deployment} is ${running.state}: a run would stop it first`);
    },
  },
  {
    id: 'runtime/features',
    title: 'The feature flags have an environment and a profile of their own',
    severity: 'minor',
    mend: deployServing,
    async look(survey) {
      const { application } = await pointerIdsOf(survey);
      const client = survey.action.clients.appconfig;
      const within = { ApplicationId: application };
      const { configEnvironment, configProfile } = survey.names;
      const [environment, profile] = await Promise.all([
        has(paginateListEnvironments({ client }, within), configEnvironment.features),
        has(paginateListConfigurationProfiles({ client }, within), configProfile.features),
      ]);
      return unless([!environment && 'no environment', !profile && 'no profile'], 'both are there');
    },
  },
];

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
