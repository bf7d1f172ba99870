const IN_APPLICATION = '/applications/{}';
const ENVIRONMENT = `${IN_APPLICATION}/environments/{}`;
const PROFILE = `${IN_APPLICATION}/configurationprofiles/{}`;

/**
 * Operations of REST services by method and path, as the services' models bind them: nothing in such a request names
 * its operation. AppConfig and AppConfigData, without extensions.
 */
const OPERATIONS: Readonly<Record<string, string>> = {
  CreateApplication: 'POST /applications',
  ListApplications: 'GET /applications',
  GetApplication: `GET ${IN_APPLICATION}`,
  UpdateApplication: `PATCH ${IN_APPLICATION}`,
  DeleteApplication: `DELETE ${IN_APPLICATION}`,
  CreateEnvironment: `POST ${IN_APPLICATION}/environments`,
  ListEnvironments: `GET ${IN_APPLICATION}/environments`,
  GetEnvironment: `GET ${ENVIRONMENT}`,
  UpdateEnvironment: `PATCH ${ENVIRONMENT}`,
  DeleteEnvironment: `DELETE ${ENVIRONMENT}`,
  StartDeployment: `POST ${ENVIRONMENT}/deployments`,
  ListDeployments: `GET ${ENVIRONMENT}/deployments`,
  GetDeployment: `GET ${ENVIRONMENT}/deployments/{}`,
  StopDeployment: `DELETE ${ENVIRONMENT}/deployments/{}`,
  CreateConfigurationProfile: `POST ${IN_APPLICATION}/configurationprofiles`,
  ListConfigurationProfiles: `GET ${IN_APPLICATION}/configurationprofiles`,
  GetConfigurationProfile: `GET ${PROFILE}`,
  UpdateConfigurationProfile: `PATCH ${PROFILE}`,
  DeleteConfigurationProfile: `DELETE ${PROFILE}`,
  ValidateConfiguration: `POST ${PROFILE}/validators`,
  CreateHostedConfigurationVersion: `POST ${PROFILE}/hostedconfigurationversions`,
  ListHostedConfigurationVersions: `GET ${PROFILE}/hostedconfigurationversions`,
  GetHostedConfigurationVersion: `GET ${PROFILE}/hostedconfigurationversions/{}`,
  DeleteHostedConfigurationVersion: `DELETE ${PROFILE}/hostedconfigurationversions/{}`,
  CreateDeploymentStrategy: 'POST /deploymentstrategies',
  ListDeploymentStrategies: 'GET /deploymentstrategies',
  GetDeploymentStrategy: 'GET /deploymentstrategies/{}',
  UpdateDeploymentStrategy: 'PATCH /deploymentstrategies/{}',
  // Spelt like this in the service's model.
  DeleteDeploymentStrategy: 'DELETE /deployementstrategies/{}',
  ListTagsForResource: 'GET /tags/{}',
  TagResource: 'POST /tags/{}',
  UntagResource: 'DELETE /tags/{}',
  StartConfigurationSession: 'POST /configurationsessions',
  GetLatestConfiguration: 'GET /configuration',
};

const PATTERNS = Object.entries(OPERATIONS).map(([name, binding]) => ({
  name,
  pattern: new RegExp(`^${binding.replaceAll('{}', '[^/]+')}$`),
}));

/** @returns undefined for a call that is in no table */
export function restOperation({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): string | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(`${method} ${path}`))?.name;
}
