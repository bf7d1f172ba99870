import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2ApiMapping } from '@cdktf/provider-aws/lib/apigatewayv2-api-mapping';
import { Apigatewayv2Integration } from '@cdktf/provider-aws/lib/apigatewayv2-integration';
import { Apigatewayv2Route } from '@cdktf/provider-aws/lib/apigatewayv2-route';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { Apigatewayv2VpcLink } from '@cdktf/provider-aws/lib/apigatewayv2-vpc-link';
import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { logGroup } from '../log-group';
import { ACCESS_LOG_FORMAT } from './access-log';
import { apiAlarms } from './alarms';

export interface PublicApiProps {
  readonly names: Names;
  /** API domain name of the region, made by its foundation. */
  readonly domainName: string;
  readonly queueUrl: string;
  /** Listener of the service behind the VPC link. */
  readonly listenerArn: string;
  readonly subnetIds: string[];
  readonly linkSecurityGroupId: string;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
  readonly alarmTopicArn: string;
  /** Requests a second. @default 4000, with bursts of 5000: a third above the expected peak of 3000 */
  readonly throttling?: { readonly rate: number; readonly burst: number };
}

/**
 * What the mobile app calls. `POST /v1/sync-jobs` goes straight into the queue, without compute; every other `/v1/` path
 * goes to the service.
 *
 * No WAF: AWS WAF attaches to REST APIs, not to HTTP APIs (WAF developer guide, "Resources that you can protect"). In
 * its place stand throttling here and, where a rule set is needed, CloudFront in front, whose control plane is global
 * and therefore outside of this stack.
 *
 * Who the caller is, the service decides: it knows the sessions of Apple and Google sign-in. A job carries the
 * caller's token in its body and is checked when it is taken.
 */
export class PublicApi extends Construct {
  readonly api: Apigatewayv2Api;
  readonly serverErrorAlarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { names, kmsKeyArn, alarmTopicArn } = props;
    this.api = new Apigatewayv2Api(this, 'api', {
      name: names.api,
      protocolType: 'HTTP',
      // Only the domain name: what calls the default endpoint would not follow a failover.
      disableExecuteApiEndpoint: true,
    });
    this.acceptJobs(props);
    this.passToService(props);
    const logs = logGroup(this, 'api', { names, kmsKeyArn, retentionDays: props.logRetentionDays });
    const { rate, burst } = props.throttling ?? { rate: 4000, burst: 5000 };
    const stage = new Apigatewayv2Stage(this, 'stage', {
      apiId: this.api.id,
      name: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.arn, format: ACCESS_LOG_FORMAT },
      defaultRouteSettings: {
        detailedMetricsEnabled: true,
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
      },
    });
    new Apigatewayv2ApiMapping(this, 'domain', {
      apiId: this.api.id,
      domainName: props.domainName,
      stage: stage.id,
    });
    this.serverErrorAlarm = apiAlarms(this, { names, apiId: this.api.id, alarmTopicArn });
  }

  /**
   * Without the Idempotency-Key header the deduplication id is empty, and SQS refuses the message: the queue does not
   * make ids of its own from the content. One group a user keeps a user's jobs in order.
   */
  private acceptJobs({ names, queueUrl }: PublicApiProps): void {
    const integration = new Apigatewayv2Integration(this, 'jobs', {
      apiId: this.api.id,
      integrationType: 'AWS_PROXY',
      integrationSubtype: 'SQS-SendMessage',
      credentialsArn: names.roleArn('api-to-queue'),
      payloadFormatVersion: '1.0',
      requestParameters: {
        QueueUrl: queueUrl,
        MessageBody: '$request.body',
        MessageGroupId: '$request.header.X-SyncWell-User',
        MessageDeduplicationId: '$request.header.Idempotency-Key',
      },
    });
    new Apigatewayv2Route(this, 'post-sync-jobs', {
      apiId: this.api.id,
      routeKey: 'POST /v1/sync-jobs',
      target: `integrations/${integration.id}`,
    });
  }

  private passToService({ names, listenerArn, subnetIds, linkSecurityGroupId }: PublicApiProps): void {
    const link = new Apigatewayv2VpcLink(this, 'link', {
      name: names.api,
      subnetIds,
      securityGroupIds: [linkSecurityGroupId],
    });
    const integration = new Apigatewayv2Integration(this, 'service', {
      apiId: this.api.id,
      integrationType: 'HTTP_PROXY',
      integrationMethod: 'ANY',
      integrationUri: listenerArn,
      connectionType: 'VPC_LINK',
      connectionId: link.id,
      payloadFormatVersion: '1.0',
    });
    new Apigatewayv2Route(this, 'any-other', {
      apiId: this.api.id,
      routeKey: 'ANY /v1/{proxy+}',
      target: `integrations/${integration.id}`,
    });
  }
}
