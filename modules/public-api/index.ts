import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2ApiMapping } from '@cdktf/provider-aws/lib/apigatewayv2-api-mapping';
import { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
import { Apigatewayv2Integration } from '@cdktf/provider-aws/lib/apigatewayv2-integration';
import { Apigatewayv2Route, type Apigatewayv2RouteConfig } from '@cdktf/provider-aws/lib/apigatewayv2-route';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { Apigatewayv2VpcLink } from '@cdktf/provider-aws/lib/apigatewayv2-vpc-link';
import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { HEALTH_ROUTE } from '../../settings/health-route';
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
  /** Issuer of users' tokens, and the client ids that they may be issued for. */
  readonly signIn: { readonly issuer: string; readonly audience: string[] };
  readonly subnetIds: string[];
  readonly linkSecurityGroupId: string;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
  readonly alarmTopicArn: string;
}

/**
 * Requests a second, of all callers together: HTTP APIs know no limit for each caller (API Gateway developer guide,
 * "Throttle requests to your HTTP APIs"), which is the worker's (docs/worker.md). A third above the expected peak of 3000.
 */
const EVERYTHING = { throttlingRateLimit: 4000, throttlingBurstLimit: 5000 };
/** Jobs may not use up what reading needs. */
const JOBS = { throttlingRateLimit: 3000, throttlingBurstLimit: 4000 };
/** A probe, a keep-alive and a proof ask now and then. */
const HEALTH = { throttlingRateLimit: 5, throttlingBurstLimit: 10 };

const JOBS_ROUTE = 'POST /v1/sync-jobs';

/**
 * What the mobile app calls. `POST /v1/sync-jobs` goes straight into the queue, without compute; every other `/v1/` path
 * goes to the service. Each needs a user's token of the one issuer in the settings.
 *
 * `GET /v1/health` goes the whole way to the service, reads no user data and needs an IAM signature instead: a probe must
 * get through, and a recovery go on, while the issuer cannot be reached.
 *
 * No WAF: AWS WAF attaches to REST APIs, not to HTTP APIs (WAF developer guide, "Resources that you can protect"). In
 * its place stand throttling here and, where a rule set is needed, CloudFront in front, whose control plane is global
 * and therefore outside of this stack.
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
    const authorizer = new Apigatewayv2Authorizer(this, 'user', {
      apiId: this.api.id,
      name: names.api,
      authorizerType: 'JWT',
      identitySources: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: props.signIn.issuer, audience: props.signIn.audience },
    });
    const byUser = { authorizationType: 'JWT', authorizerId: authorizer.id };
    const routes = [this.acceptJobs(props, byUser), ...this.passToService(props, byUser)];
    const logs = logGroup(this, 'api', { names, kmsKeyArn, retentionDays: props.logRetentionDays });
    const stage = new Apigatewayv2Stage(this, 'stage', {
      apiId: this.api.id,
      name: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.arn, format: ACCESS_LOG_FORMAT },
      defaultRouteSettings: { detailedMetricsEnabled: true, ...EVERYTHING },
      routeSettings: [
        { routeKey: JOBS_ROUTE, detailedMetricsEnabled: true, ...JOBS },
        { routeKey: HEALTH_ROUTE, detailedMetricsEnabled: true, ...HEALTH },
      ],
      // A route must be there before its settings.
      dependsOn: routes,
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
   * make ids of its own from the content. One group a user keeps a user's jobs in order, and tells the worker whose job it
   * is: it comes from the token, so that nobody enqueues for somebody else.
   */
  private acceptJobs({ names, queueUrl }: PublicApiProps, byUser: RouteAccess): Apigatewayv2Route {
    const integration = new Apigatewayv2Integration(this, 'jobs', {
      apiId: this.api.id,
      integrationType: 'AWS_PROXY',
      integrationSubtype: 'SQS-SendMessage',
      credentialsArn: names.roleArn('api-to-queue'),
      payloadFormatVersion: '1.0',
      requestParameters: {
        QueueUrl: queueUrl,
        MessageBody: '$request.body',
        MessageGroupId: '$context.authorizer.claims.sub',
        MessageDeduplicationId: '$request.header.Idempotency-Key',
      },
    });
    return new Apigatewayv2Route(this, 'post-sync-jobs', {
      apiId: this.api.id,
      routeKey: JOBS_ROUTE,
      ...byUser,
      target: `integrations/${integration.id}`,
    });
  }

  private passToService(
    { names, listenerArn, subnetIds, linkSecurityGroupId }: PublicApiProps,
    byUser: RouteAccess,
  ): Apigatewayv2Route[] {
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
    const route = (id: string, routeKey: string, access: RouteAccess) =>
      new Apigatewayv2Route(this, id, {
        apiId: this.api.id,
        routeKey,
        ...access,
        target: `integrations/${integration.id}`,
      });
    return [
      route('any-other', 'ANY /v1/{proxy+}', byUser),
      route('health', HEALTH_ROUTE, { authorizationType: 'AWS_IAM' }),
    ];
  }
}

/** Who may call a route. */
type RouteAccess = Pick<Apigatewayv2RouteConfig, 'authorizationType' | 'authorizerId'>;
