import { ServiceError } from '../appconfig/errors';
import type { Application, ConfigurationProfile, Environment, RegionState } from '../appconfig/state';

/** What a session tracks; each is an id or a name. */
export interface Identifiers {
  readonly ApplicationIdentifier: string;
  readonly EnvironmentIdentifier: string;
  readonly ConfigurationProfileIdentifier: string;
}

export interface Resources {
  readonly application: Application;
  readonly environment: Environment;
  readonly profile: ConfigurationProfile;
}

type ResourceType = 'Application' | 'Environment' | 'ConfigurationProfile' | 'Deployment';

/** The data plane's own shape of this error: it says what kind of thing is missing and who asked for it. */
export function missing(
  ResourceType: ResourceType,
  ReferencedBy: Readonly<Partial<Identifiers>>,
): ServiceError {
  const names = Object.values(ReferencedBy).join(', ');
  return new ServiceError(404, 'ResourceNotFoundException', `${ResourceType} not found: ${names}`, {
    ResourceType,
    ReferencedBy,
  });
}

function byIdOrName<T extends { readonly Name: string }>(items: ReadonlyMap<string, T>, wanted: string) {
  return items.get(wanted) ?? [...items.values()].find(({ Name }) => Name === wanted);
}

/** @throws ServiceError ResourceNotFoundException that names what is missing */
export function resolve({ applications }: RegionState, identifiers: Identifiers): Resources {
  const { ApplicationIdentifier, EnvironmentIdentifier, ConfigurationProfileIdentifier } = identifiers;
  const application = byIdOrName(applications, ApplicationIdentifier);
  if (application === undefined) throw missing('Application', { ApplicationIdentifier });
  const environment = byIdOrName(application.environments, EnvironmentIdentifier);
  if (environment === undefined) throw missing('Environment', { EnvironmentIdentifier });
  const profile = byIdOrName(application.profiles, ConfigurationProfileIdentifier);
  if (profile === undefined) throw missing('ConfigurationProfile', { ConfigurationProfileIdentifier });
  return { application, environment, profile };
}
