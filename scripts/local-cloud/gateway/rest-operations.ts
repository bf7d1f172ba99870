import type { ServiceRequest } from './service';

const APPLICATION = '/applications/{ApplicationId}';
const ENVIRONMENT = `${APPLICATION}/environments/{EnvironmentId}`;
const PROFILE = `${APPLICATION}/configurationprofiles/{ConfigurationProfileId}`;
const STRATEGY = '/deploymentstrategies/{DeploymentStrategyId}';
const VAULT = '/backup-vaults/{BackupVaultName}';
const PLAN = '/backup/plans/{BackupPlanId}';
const TEMPLATE = '/experimentTemplates/{id}';
const ZONES = '/2013-04-01/hostedzone';
const ZONE = `${ZONES}/{HostedZoneId}`;
const CHECK = '/2013-04-01/healthcheck';

/**
 * Operations of the REST services by method and path, as the services' models bind them; the braces hold the parameter's
 * name. AppConfig and AppConfigData are without extensions.
 */
const ROUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  appconfig: {
    CreateApplication: 'POST /applications',
    ListApplications: 'GET /applications',
    GetApplication: `GET ${APPLICATION}`,
    UpdateApplication: `PATCH ${APPLICATION}`,
    DeleteApplication: `DELETE ${APPLICATION}`,
    CreateEnvironment: `POST ${APPLICATION}/environments`,
    ListEnvironments: `GET ${APPLICATION}/environments`,
    GetEnvironment: `GET ${ENVIRONMENT}`,
    UpdateEnvironment: `PATCH ${ENVIRONMENT}`,
    DeleteEnvironment: `DELETE ${ENVIRONMENT}`,
    StartDeployment: `POST ${ENVIRONMENT}/deployments`,
    ListDeployments: `GET ${ENVIRONMENT}/deployments`,
    GetDeployment: `GET ${ENVIRONMENT}/deployments/{DeploymentNumber}`,
    StopDeployment: `DELETE ${ENVIRONMENT}/deployments/{DeploymentNumber}`,
    CreateConfigurationProfile: `POST ${APPLICATION}/configurationprofiles`,
    ListConfigurationProfiles: `GET ${APPLICATION}/configurationprofiles`,
    GetConfigurationProfile: `GET ${PROFILE}`,
    UpdateConfigurationProfile: `PATCH ${PROFILE}`,
    DeleteConfigurationProfile: `DELETE ${PROFILE}`,
    ValidateConfiguration: `POST ${PROFILE}/validators`,
    CreateHostedConfigurationVersion: `POST ${PROFILE}/hostedconfigurationversions`,
    ListHostedConfigurationVersions: `GET ${PROFILE}/hostedconfigurationversions`,
    GetHostedConfigurationVersion: `GET ${PROFILE}/hostedconfigurationversions/{VersionNumber}`,
    DeleteHostedConfigurationVersion: `DELETE ${PROFILE}/hostedconfigurationversions/{VersionNumber}`,
    CreateDeploymentStrategy: 'POST /deploymentstrategies',
    ListDeploymentStrategies: 'GET /deploymentstrategies',
    GetDeploymentStrategy: `GET ${STRATEGY}`,
    UpdateDeploymentStrategy: `PATCH ${STRATEGY}`,
    // Spelt like this in the service's model.
    DeleteDeploymentStrategy: 'DELETE /deployementstrategies/{DeploymentStrategyId}',
    ListTagsForResource: 'GET /tags/{ResourceArn}',
    TagResource: 'POST /tags/{ResourceArn}',
    UntagResource: 'DELETE /tags/{ResourceArn}',
    StartConfigurationSession: 'POST /configurationsessions',
    GetLatestConfiguration: 'GET /configuration',
  },
  backup: {
    CreateBackupVault: `PUT ${VAULT}`,
    DescribeBackupVault: `GET ${VAULT}`,
    DeleteBackupVault: `DELETE ${VAULT}`,
    ListBackupVaults: 'GET /backup-vaults',
    PutBackupVaultAccessPolicy: `PUT ${VAULT}/access-policy`,
    GetBackupVaultAccessPolicy: `GET ${VAULT}/access-policy`,
    DeleteBackupVaultAccessPolicy: `DELETE ${VAULT}/access-policy`,
    PutBackupVaultLockConfiguration: `PUT ${VAULT}/vault-lock`,
    DeleteBackupVaultLockConfiguration: `DELETE ${VAULT}/vault-lock`,
    ListRecoveryPointsByBackupVault: `GET ${VAULT}/recovery-points`,
    DescribeRecoveryPoint: `GET ${VAULT}/recovery-points/{RecoveryPointArn}`,
    DeleteRecoveryPoint: `DELETE ${VAULT}/recovery-points/{RecoveryPointArn}`,
    CreateBackupPlan: 'PUT /backup/plans',
    ListBackupPlans: 'GET /backup/plans',
    GetBackupPlan: `GET ${PLAN}`,
    UpdateBackupPlan: `POST ${PLAN}`,
    DeleteBackupPlan: `DELETE ${PLAN}`,
    CreateBackupSelection: `PUT ${PLAN}/selections`,
    ListBackupSelections: `GET ${PLAN}/selections`,
    GetBackupSelection: `GET ${PLAN}/selections/{SelectionId}`,
    DeleteBackupSelection: `DELETE ${PLAN}/selections/{SelectionId}`,
    StartBackupJob: 'PUT /backup-jobs',
    StartRestoreJob: 'PUT /restore-jobs',
    StartCopyJob: 'PUT /copy-jobs',
    DescribeBackupJob: 'GET /backup-jobs/{BackupJobId}',
    DescribeCopyJob: 'GET /copy-jobs/{CopyJobId}',
    DescribeRestoreJob: 'GET /restore-jobs/{RestoreJobId}',
    ListTags: 'GET /tags/{ResourceArn}',
    TagResource: 'POST /tags/{ResourceArn}',
    UntagResource: 'POST /untag/{ResourceArn}',
    DescribeRegionSettings: 'GET /account-settings',
    UpdateRegionSettings: 'PUT /account-settings',
  },
  fis: {
    CreateExperimentTemplate: 'POST /experimentTemplates',
    ListExperimentTemplates: 'GET /experimentTemplates',
    GetExperimentTemplate: `GET ${TEMPLATE}`,
    UpdateExperimentTemplate: `PATCH ${TEMPLATE}`,
    DeleteExperimentTemplate: `DELETE ${TEMPLATE}`,
    StartExperiment: 'POST /experiments',
    ListExperiments: 'GET /experiments',
    GetExperiment: 'GET /experiments/{experimentId}',
    StopExperiment: 'DELETE /experiments/{experimentId}',
    ListTagsForResource: 'GET /tags/{resourceArn}',
    TagResource: 'POST /tags/{resourceArn}',
    UntagResource: 'DELETE /tags/{resourceArn}',
  },
  scheduler: {
    CreateSchedule: 'POST /schedules/{Name}',
    GetSchedule: 'GET /schedules/{Name}',
    UpdateSchedule: 'PUT /schedules/{Name}',
    DeleteSchedule: 'DELETE /schedules/{Name}',
    ListSchedules: 'GET /schedules',
    CreateScheduleGroup: 'POST /schedule-groups/{GroupName}',
    GetScheduleGroup: 'GET /schedule-groups/{GroupName}',
    DeleteScheduleGroup: 'DELETE /schedule-groups/{GroupName}',
    ListScheduleGroups: 'GET /schedule-groups',
    ListTagsForResource: 'GET /tags/{ResourceArn}',
    TagResource: 'POST /tags/{ResourceArn}',
    UntagResource: 'DELETE /tags/{ResourceArn}',
  },
  route53: {
    CreateHostedZone: `POST ${ZONES}`,
    ListHostedZones: `GET ${ZONES}`,
    GetHostedZone: `GET ${ZONE}`,
    UpdateHostedZoneComment: `POST ${ZONE}`,
    DeleteHostedZone: `DELETE ${ZONE}`,
    ListHostedZonesByName: 'GET /2013-04-01/hostedzonesbyname',
    ListHostedZonesByVPC: 'GET /2013-04-01/hostedzonesbyvpc',
    ChangeResourceRecordSets: `POST ${ZONE}/rrset`,
    ListResourceRecordSets: `GET ${ZONE}/rrset`,
    GetDNSSEC: `GET ${ZONE}/dnssec`,
    AssociateVPCWithHostedZone: `POST ${ZONE}/associatevpc`,
    DisassociateVPCFromHostedZone: `POST ${ZONE}/disassociatevpc`,
    GetChange: 'GET /2013-04-01/change/{Id}',
    CreateHealthCheck: `POST ${CHECK}`,
    ListHealthChecks: `GET ${CHECK}`,
    GetHealthCheck: `GET ${CHECK}/{HealthCheckId}`,
    UpdateHealthCheck: `POST ${CHECK}/{HealthCheckId}`,
    DeleteHealthCheck: `DELETE ${CHECK}/{HealthCheckId}`,
    GetHealthCheckStatus: `GET ${CHECK}/{HealthCheckId}/status`,
    ListTagsForResource: 'GET /2013-04-01/tags/{ResourceType}/{ResourceId}',
    ChangeTagsForResource: 'POST /2013-04-01/tags/{ResourceType}/{ResourceId}',
  },
};

const PATTERNS = Object.fromEntries(
  Object.entries(ROUTES).map(([prefix, routes]) => [
    prefix,
    Object.entries(routes).map(([operation, binding]) => ({
      operation,
      names: [...binding.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
      pattern: new RegExp(`^${binding.replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`),
    })),
  ]),
);

export interface Route {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** @returns undefined for a call that is in no table */
export function routeOf(
  prefix: string,
  { method, path }: Pick<ServiceRequest, 'method' | 'path'>,
): Route | undefined {
  for (const { operation, names, pattern } of PATTERNS[prefix] ?? []) {
    const match = pattern.exec(`${method} ${path}`);
    if (match === null) continue;
    const parameters = names.map((name, at): [string, string] => [name, decoded(match[at + 1] ?? '')]);
    return { operation, parameters: Object.fromEntries(parameters) };
  }
  return undefined;
}

/** A path segment; what is no valid encoding is taken as it stands. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
