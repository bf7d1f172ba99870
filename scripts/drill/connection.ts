import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Names, Region } from '../../settings';
import type { RolePurpose } from '../../settings/naming';

/** Where a drill takes place. */
export interface DrillRegion {
  readonly endpoint: string;
  readonly region: Region;
  readonly names: Names;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Whoever built the environment: the local cloud takes any key. */
export const BUILDER: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Clients of one identity. The drill has its own, so that a mistake of the recovery's connection cannot hide itself. */
export interface DrillClients {
  readonly dynamodb: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly secrets: SecretsManagerClient;
  readonly appconfigdata: AppConfigDataClient;
  readonly cloudwatch: CloudWatchClient;
  readonly s3: S3Client;
  destroy(): void;
}

export interface ClientOptions {
  /** Calls of one command, the first included: a probe that tries again hides an outage. @default 3 */
  readonly attempts?: number;
}

export function clientsOf(
  { endpoint, region }: DrillRegion,
  credentials: Credentials,
  { attempts = 3 }: ClientOptions = {},
): DrillClients {
  const common = { endpoint, region, credentials, maxAttempts: attempts };
  const clients = {
    dynamodb: new DynamoDBClient(common),
    streams: new DynamoDBStreamsClient(common),
    secrets: new SecretsManagerClient(common),
    appconfigdata: new AppConfigDataClient(common),
    cloudwatch: new CloudWatchClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
  };
  return {
    ...clients,
    destroy() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Takes a role of the environment. @throws Error when it gives no credentials */
export async function signIn(
  { endpoint, region, names }: DrillRegion,
  role: RolePurpose,
  sessionName: string,
): Promise<Credentials> {
  const sts = new STSClient({ endpoint, region, credentials: BUILDER });
  try {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({ RoleArn: names.roleArn(role), RoleSessionName: sessionName }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = given ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
      throw new Error(`${names.roleArn(role)} gave no credentials`);
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    sts.destroy();
  }
}
