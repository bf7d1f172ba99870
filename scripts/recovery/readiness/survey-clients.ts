import { BackupClient } from '@aws-sdk/client-backup';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig, connect, type Clients, type ConnectProps } from '../aws/clients';
import { impatience } from '../aws/impatience';
import type { Target } from '../aws/target';

/** Services that no recovery needs, and that a look at readiness asks. IAM and Route 53 are global: peacetime only. */
export interface SurveyClients {
  readonly kms: KMSClient;
  readonly ecr: ECRClient;
  readonly quotas: ServiceQuotasClient;
  readonly backup: BackupClient;
  readonly cache: ElastiCacheClient;
  readonly queues: SQSClient;
  readonly topics: SNSClient;
  readonly iam: IAMClient;
  readonly route53: Route53Client;
  /** Of the region itself; `audit` is the other region's. */
  readonly s3: S3Client;
}

/** Everybody in a region who can be asked, with little patience. */
export function connectSurvey(target: Target, props: ConnectProps): Clients & SurveyClients {
  const impatient = { ...impatience(), ...props };
  const base = connect(target, impatient);
  const config = clientConfig(target.region, { ...impatient, lost: target.lost });
  const survey = {
    kms: new KMSClient(config),
    ecr: new ECRClient(config),
    quotas: new ServiceQuotasClient(config),
    backup: new BackupClient(config),
    cache: new ElastiCacheClient(config),
    queues: new SQSClient(config),
    topics: new SNSClient(config),
    iam: new IAMClient(config),
    route53: new Route53Client(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
  return {
    ...base,
    ...survey,
    destroy() {
      base.destroy();
      for (const client of Object.values(survey)) client.destroy();
    },
  };
}
