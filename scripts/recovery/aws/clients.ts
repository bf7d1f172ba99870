import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { ECSClient } from '@aws-sdk/client-ecs';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, Logger } from '@smithy/types';
import type { Region } from '../../../settings/regions';
import type { Clock } from '../../engine/clock';
import { assumeLost } from './assume-lost';
import { Retrying } from './retrying';
import type { Target } from './target';
import { given } from '../../engine/given';

/** What a worker of the service can do; used to prove what it can do, and what it cannot. */
export interface WorkerClients {
  readonly dynamodb: DynamoDBClient;
  readonly appconfigdata: AppConfigDataClient;
  readonly secrets: SecretsManagerClient;
}

/**
 * Every service that a recovery talks to, in the target's region; `audit` and `sts` in the region of the journal's
 * mirror: who somebody is must not be asked of a region that may be in trouble.
 */
export interface Clients extends WorkerClients {
  readonly streams: DynamoDBStreamsClient;
  readonly appconfig: AppConfigClient;
  readonly ssm: SSMClient;
  readonly audit: S3Client;
  /** Of the target's region: where the vault with the other region's data lies. */
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly sts: STSClient;
  readonly ecs: ECSClient;
  readonly autoscaling: ApplicationAutoScalingClient;
  readonly cloudwatch: CloudWatchClient;
  /** The same service as the workers' role sees it; signs in anew at every call, under a name that tells the incident. @throws AccessDenied when the role may not be taken */
  asWorker(incident?: string): Promise<WorkerClients>;
  destroy(): void;
}

export interface ConnectProps {
  readonly clock: Clock;
  /** Seed's stream of a simulation. @default Math.random */
  readonly random?: () => number;
  /** Calls that do not travel over the network. @default HTTP, with time-outs */
  readonly requestHandler?: NonNullable<DynamoDBClientConfig['requestHandler']>;
  /** @default the standard chain: environment, profile, role */
  readonly credentials?: AwsCredentialIdentity;
  /** @default `AWS_ENDPOINT_URL`, else AWS */
  readonly endpoint?: string;
  /** Calls of one command, the first included. @default as `Retrying` */
  readonly attempts?: number;
}

export interface ClientProps extends ConnectProps {
  /** Of the target: nothing is asked of that region, nor of a global control plane. */
  readonly lost: Region | undefined;
}

/** Connections of one client at a time: as many as the widest action has calls under way (rebuild/pointers). */
const CONNECTIONS = { keepAlive: true, maxSockets: 128 };

/** Short enough that a dead service is noticed, long enough for a slow one. Milliseconds. */
const TIMEOUTS: NodeHttpHandlerOptions = {
  httpAgent: CONNECTIONS,
  httpsAgent: CONNECTIONS,
  connectionTimeout: 3_000,
  requestTimeout: 15_000,
  throwOnRequestTimeout: true,
};

/**
 * Values must reach no log. The SDK copies every answer for a logger before it asks whether it logs: one that has no
 * word for answers spares that.
 */
const LOGS_NOTHING = {
  // What looks for credentials asks for these without asking whether they are there.
  trace: () => undefined,
  debug: () => undefined,
  warn: () => undefined,
} as Partial<Logger> as Logger;

/** What every client of a recovery is made of, in one region. */
export function clientConfig(region: Region, props: ClientProps) {
  const { clock, random, requestHandler = new NodeHttpHandler(TIMEOUTS), credentials, endpoint } = props;
  const { attempts, lost } = props;
  return {
    region,
    logger: LOGS_NOTHING,
    requestHandler: assumeLost(requestHandler, lost),
    retryStrategy: new Retrying({
      clock,
      ...given({ random, attempts }),
    }),
    ...given({ credentials, endpoint }),
  };
}

/** Connects to the target and nothing else: region and account come from the settings, never from a default profile. */
export function connect({ names, region, auditRegion, lost }: Target, props: ConnectProps): Clients {
  const common = clientConfig(region, { ...props, lost });
  const sts = new STSClient({ ...common, region: auditRegion });
  const clients = {
    dynamodb: new DynamoDBClient(common),
    appconfigdata: new AppConfigDataClient(common),
    secrets: new SecretsManagerClient(common),
    streams: new DynamoDBStreamsClient(common),
    appconfig: new AppConfigClient(common),
    ssm: new SSMClient(common),
    // Buckets by path: their names are not known to the resolver of a stand-in for AWS.
    audit: new S3Client({ ...common, region: auditRegion, forcePathStyle: true }),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    kms: new KMSClient(common),
    sts,
    ecs: new ECSClient(common),
    autoscaling: new ApplicationAutoScalingClient(common),
    cloudwatch: new CloudWatchClient(common),
  };
  return {
    ...clients,
    async asWorker(incident) {
      const as = {
        ...common,
        credentials: await signIn(sts, names.roleArn('worker'), probeSession(incident)),
      };
      return {
        dynamodb: new DynamoDBClient(as),
        appconfigdata: new AppConfigDataClient(as),
        secrets: new SecretsManagerClient(as),
      };
    },
    destroy() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Name of the session in which a probe acts as a worker: the audit trail shows for which incident. STS takes 64 characters. */
export function probeSession(incident?: string): string {
  return ['recover-probe', ...(incident === undefined ? [] : [incident])]
    .join('-')
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64);
}

async function signIn(
  sts: STSClient,
  roleArn: string,
  RoleSessionName: string,
): Promise<AwsCredentialIdentity> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName, DurationSeconds: 900 }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined)
    throw new Error(`${roleArn} gave no credentials`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...given({ sessionToken: SessionToken }),
  };
}
