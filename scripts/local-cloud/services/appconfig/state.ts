import { randomInt } from 'node:crypto';
import type { ServiceRequest } from '../../gateway/service';
import { notFound } from './errors';
import type { Pace } from './growth';
import type { Mark, Timeline } from './timeline';

/** Capitalized members are AWS's own and go over the wire as they are; the others are our book-keeping. */
export interface Application {
  readonly Id: string;
  Name: string;
  Description?: string | undefined;
  readonly environments: Map<string, Environment>;
  readonly profiles: Map<string, ConfigurationProfile>;
}

/** What deletion protection looks at; milliseconds. */
interface Readable {
  readonly createdAt: number;
  /** When a client last fetched a configuration through it. */
  lastRead?: number;
}

export interface Monitor {
  readonly AlarmArn: string;
  readonly AlarmRoleArn?: string | undefined;
}

export interface Environment extends Readable {
  readonly Id: string;
  Name: string;
  Description?: string | undefined;
  Monitors?: readonly Monitor[] | undefined;
  /** Oldest first; number n is at index n - 1. */
  readonly deployments: Deployment[];
}

export interface Validator {
  readonly Type: 'JSON_SCHEMA' | 'LAMBDA';
  readonly Content: string;
}

export interface ConfigurationProfile extends Readable {
  readonly Id: string;
  Name: string;
  Description?: string | undefined;
  readonly LocationUri: string;
  RetrievalRoleArn?: string | undefined;
  Validators?: readonly Validator[] | undefined;
  readonly Type: string;
  KmsKeyIdentifier?: string | undefined;
  readonly versions: Map<number, HostedVersion>;
  /** Numbers only grow: a deleted version's number never comes back. */
  lastVersionNumber: number;
}

export interface HostedVersion {
  readonly VersionNumber: number;
  readonly Description: string | undefined;
  readonly ContentType: string;
  readonly VersionLabel: string | undefined;
  readonly KmsKeyArn: string | undefined;
  readonly content: Buffer;
}

export interface DeploymentStrategy extends Pace {
  readonly Id: string;
  readonly Name: string;
  readonly Description?: string | undefined;
  readonly ReplicateTo: 'NONE' | 'SSM_DOCUMENT';
}

export interface Deployment extends Timeline {
  readonly number: number;
  readonly description: string | undefined;
  /** As they were at the start: later changes and deletions do not reach what is deployed. */
  readonly profile: Pick<ConfigurationProfile, 'Id' | 'Name' | 'LocationUri'>;
  /** Only what StartDeployment was given: the profile's own key shows in the version. */
  readonly kmsKeyIdentifier: string | undefined;
  readonly version: HostedVersion;
  readonly strategy: DeploymentStrategy;
  rollback?: Mark;
  revert?: Mark;
}

/** Everything that one account has in one region. */
export class RegionState {
  readonly applications = new Map<string, Application>();
  /** The account's own; the predefined ones are not in it. */
  readonly strategies = new Map<string, DeploymentStrategy>();
  /** By ARN; an entry for every resource, so that it also says which exist. */
  readonly tags = new Map<string, Record<string, string>>();
  deletionProtection = { Enabled: false, ProtectionPeriodInMinutes: 60 };

  constructor(
    private readonly region: string,
    private readonly accountId: string,
  ) {}

  arn(...path: readonly (string | number)[]): string {
    return `arn:aws:appconfig:${this.region}:${this.accountId}:${path.join('/')}`;
  }

  /** A KMS key's ARN from its id or ARN. An alias would have to be looked up: undefined. */
  keyArn(identifier = ''): string | undefined {
    if (/^arn:.*:key\//.test(identifier)) return identifier;
    return /^([0-9a-f-]{36}|mrk-[0-9a-f]{32})$/.test(identifier)
      ? `arn:aws:kms:${this.region}:${this.accountId}:key/${identifier}`
      : undefined;
  }

  /** @throws ServiceError ResourceNotFoundException */
  application(id: string): Application {
    return found(this.applications.get(id), 'Application', id);
  }

  /** @throws ServiceError ResourceNotFoundException */
  environment(path: { readonly ApplicationId: string; readonly EnvironmentId: string }): Environment {
    const { environments } = this.application(path.ApplicationId);
    return found(environments.get(path.EnvironmentId), 'Environment', path.EnvironmentId);
  }

  /** @throws ServiceError ResourceNotFoundException */
  profile(path: {
    readonly ApplicationId: string;
    readonly ConfigurationProfileId: string;
  }): ConfigurationProfile {
    const { profiles } = this.application(path.ApplicationId);
    return found(
      profiles.get(path.ConfigurationProfileId),
      'Configuration profile',
      path.ConfigurationProfileId,
    );
  }

  /** Forgets the tags of a resource and of all below it. */
  dropTags(arn: string): void {
    for (const key of this.tags.keys()) {
      if (key === arn || key.startsWith(`${arn}/`)) this.tags.delete(key);
    }
  }
}

/** All regions; each knows nothing of the others. */
export class AppConfigState {
  private readonly regions = new Map<string, RegionState>();

  of({ region, accountId }: Pick<ServiceRequest, 'region' | 'accountId'>): RegionState {
    const key = `${accountId}/${region}`;
    const state = this.regions.get(key) ?? new RegionState(region, accountId);
    this.regions.set(key, state);
    return state;
  }
}

/** @throws ServiceError ResourceNotFoundException when the value is undefined */
export function found<T>(value: T | undefined, kind: string, id: string): T {
  if (value === undefined) throw notFound(kind, id);
  return value;
}

const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Seven characters, as AWS's ids have. */
export function newId(): string {
  return Array.from({ length: 7 }, () => ID_CHARACTERS.charAt(randomInt(ID_CHARACTERS.length))).join('');
}
