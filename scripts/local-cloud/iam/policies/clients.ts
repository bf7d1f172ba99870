import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { BackupClient } from '@aws-sdk/client-backup';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { HttpResponse } from '@smithy/core/transport';
import type { HttpRequest } from '@smithy/types';
import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import { arrivalOf } from '../../in-process/arrival';

/** Asks the services of the local cloud, past the gate. */
export type Ask = (request: ServiceRequest) => Promise<ServiceResponse>;

/** Clients of the AWS SDK that ask the services of the local cloud within its own process. */
export class Clients {
  private readonly made = new Map<string, unknown>();

  constructor(private readonly ask: Ask) {}

  iam = (): IAMClient => this.one(IAMClient, 'us-east-1');
  appconfig = (region: string): AppConfigClient => this.one(AppConfigClient, region);
  scaling = (region: string): ApplicationAutoScalingClient => this.one(ApplicationAutoScalingClient, region);
  backup = (region: string): BackupClient => this.one(BackupClient, region);
  dynamodb = (region: string): DynamoDBClient => this.one(DynamoDBClient, region);
  ecr = (region: string): ECRClient => this.one(ECRClient, region);
  ecs = (region: string): ECSClient => this.one(ECSClient, region);
  kms = (region: string): KMSClient => this.one(KMSClient, region);
  s3 = (): S3Client => this.one(S3Client, 'us-east-1');
  secrets = (region: string): SecretsManagerClient => this.one(SecretsManagerClient, region);
  sns = (region: string): SNSClient => this.one(SNSClient, region);
  sqs = (region: string): SQSClient => this.one(SQSClient, region);

  private one<Client>(Type: new (settings: Settings) => Client, region: string): Client {
    const key = `${Type.name} ${region}`;
    const found = (this.made.get(key) as Client | undefined) ?? new Type(settingsOf(this.ask, region));
    this.made.set(key, found);
    return found;
  }
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(ask: Ask, region: string) {
  return {
    region,
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    forcePathStyle: true,
    // An endpoint that the environment names, or a checksum that is asked for, is nothing to this door.
    useQueueUrlAsEndpoint: false,
    requestHandler: {
      handle: async (outgoing: HttpRequest) => {
        const { status, headers, body } = await ask(arrivalOf(outgoing));
        // A copy: the SDK turns what it gets into an object of its own kind.
        const content = Buffer.from(body);
        return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: content }) };
      },
      destroy: () => undefined,
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  };
}

const ABSENT = /NotFound|NoSuch|DoesNotExist|NonExistent|NonExistant|PolicyNotFound/;

/** What a client answers; undefined: what it was asked about is not there. @throws any other error */
export async function present<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if (ABSENT.test(name) || $metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
