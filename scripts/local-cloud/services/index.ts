import { Principals } from '../gateway/principals';
import type { LocalService } from '../gateway/service';
import { createApiDomainNames } from './api-domain-names';
import { createAppConfig } from './appconfig';
import { createAutoscalingTags } from './autoscaling-tags';
import { createBackup } from './backup';
import { createBucketPolicies } from './bucket-policies';
import { createCallerIdentity } from './caller-identity';
import { createConditionalWrites } from './conditional-writes';
import { createContributorInsights } from './contributor-insights';
import { createDynamoDb, type DynamoDbProps } from './dynamodb';
import { createEcrLayers } from './ecr-layers';
import { createEcsServices } from './ecs-services';
import { createElastiCache } from './elasticache';
import { createFis } from './fis';
import { createKinesisDestinations } from './kinesis-destinations';
import { createObjectRetention } from './object-retention';
import { createQueueAttributes } from './queue-attributes';
import { createServiceQuotas, type ServiceQuotasProps } from './service-quotas';
import { createSecrets, type SecretsProps } from './secrets';
import { createTrailNames } from './trail-names';
import { createVpcEndpoints } from './vpc-endpoints';

export interface ServicesProps {
  /** @default as a small table is without load */
  readonly dynamodb?: DynamoDbProps;
  /** @default as the service is without load */
  readonly secrets?: SecretsProps;
  /** @default as of a new account */
  readonly quotas?: ServiceQuotasProps;
}

/** What the local cloud adds to moto, in the order in which it is asked. @param principals who is behind each access key */
export function createServices(
  { dynamodb, secrets, quotas }: ServicesProps = {},
  principals = new Principals(),
): LocalService[] {
  return [
    // First: a session that has ended may do nothing anywhere.
    createCallerIdentity(principals),
    createApiDomainNames(),
    createAppConfig(),
    createAutoscalingTags(),
    createBackup(),
    createBucketPolicies(),
    createDynamoDb(principals, dynamodb),
    createConditionalWrites(),
    createContributorInsights(),
    createEcrLayers(),
    createEcsServices(),
    createElastiCache(),
    createFis(),
    createKinesisDestinations(),
    createObjectRetention(),
    createQueueAttributes(),
    createServiceQuotas(quotas),
    createSecrets(secrets),
    createVpcEndpoints(),
    createTrailNames(),
  ];
}
