import { PublicApi } from '../../modules/public-api';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

describe('the public API', () => {
  const api = synthModule(
    (stack) =>
      new PublicApi(stack, 'public-api', {
        names,
        domainName: 'api.drill.syncwell.example',
        queueUrl: 'https://sqs.us-west-2.amazonaws.com/123456789012/jobs.fifo',
        listenerArn: 'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/a/b/c',
        signIn: { issuer: 'https://accounts.syncwell.example', audience: ['com.syncwell.app'] },
        subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        linkSecurityGroupId: 'sg-link',
        kmsKeyArn,
        logRetentionDays: 30,
        alarmTopicArn,
      }),
  );
  const behind = (routeKey: string) => {
    const { target } = api
      .resources('aws_apigatewayv2_route')
      .find(({ route_key }) => route_key === routeKey)!;
    const [, name] = /aws_apigatewayv2_integration\.([\w-]+)\.id/.exec(target)!;
    return api.json.resource!.aws_apigatewayv2_integration![name!]!;
  };

  it('puts sync jobs straight into the queue, with the Idempotency-Key as deduplication id', () => {
    expect(behind('POST /v1/sync-jobs')).toMatchObject({
      integration_subtype: 'SQS-SendMessage',
      credentials_arn: names.roleArn('api-to-queue'),
      request_parameters: {
        MessageDeduplicationId: '$request.header.Idempotency-Key',
        MessageBody: '$request.body',
      },
    });
  });

  it('sends every other path of the version to the service, over the VPC link', () => {
    expect(behind('ANY /v1/{proxy+}')).toMatchObject({
      integration_type: 'HTTP_PROXY',
      connection_type: 'VPC_LINK',
    });
    expect(api.resources('aws_apigatewayv2_route')).toHaveLength(3);
  });

  const routeOf = (key: string) =>
    api.resources('aws_apigatewayv2_route').find(({ route_key }) => route_key === key)!;

  it.each(['POST /v1/sync-jobs', 'ANY /v1/{proxy+}'])(
    'lets nobody call %s without a token of the issuer',
    (key) => {
      const [name] = Object.keys(api.json.resource!.aws_apigatewayv2_authorizer!);
      expect(routeOf(key)).toMatchObject({
        authorization_type: 'JWT',
        authorizer_id: `\${aws_apigatewayv2_authorizer.${name}.id}`,
      });
      expect(api.only('aws_apigatewayv2_authorizer')).toMatchObject({
        authorizer_type: 'JWT',
        identity_sources: ['$request.header.Authorization'],
        jwt_configuration: { issuer: 'https://accounts.syncwell.example', audience: ['com.syncwell.app'] },
      });
    },
  );

  it('takes the user of a job from the token, never from a header', () => {
    const { request_parameters } = behind('POST /v1/sync-jobs');
    expect(request_parameters.MessageGroupId).toBe('$context.authorizer.claims.sub');
    expect(JSON.stringify(request_parameters).match(/request\.header\.[\w-]+/g)).toEqual([
      'request.header.Idempotency-Key',
    ]);
  });

  it('asks the service for its health over the VPC link, by IAM and without the issuer', () => {
    expect(routeOf('GET /v1/health')).toMatchObject({ authorization_type: 'AWS_IAM' });
    expect(routeOf('GET /v1/health').authorizer_id).toBeUndefined();
    expect(behind('GET /v1/health')).toMatchObject({ connection_type: 'VPC_LINK' });
  });

  it('bounds each route of its own kind, once the route is there', () => {
    const { route_settings, depends_on } = api.only('aws_apigatewayv2_stage');
    expect(
      (route_settings as { route_key: string; throttling_rate_limit: number }[]).map(
        ({ route_key, throttling_rate_limit }) => [route_key, throttling_rate_limit],
      ),
    ).toEqual([
      ['POST /v1/sync-jobs', 3000],
      ['GET /v1/health', 5],
    ]);
    expect(depends_on).toHaveLength(3);
  });

  it('can only be called by its domain name, which a failover moves', () => {
    expect(api.only('aws_apigatewayv2_api').disable_execute_api_endpoint).toBe(true);
    expect(api.only('aws_apigatewayv2_api_mapping').domain_name).toBe('api.drill.syncwell.example');
  });

  it('bears the peak of 3,000 requests a second, and not much more', () => {
    const { throttling_rate_limit } = api.only('aws_apigatewayv2_stage').default_route_settings;
    expect(throttling_rate_limit).toBeGreaterThanOrEqual(3000);
    expect(throttling_rate_limit).toBeLessThan(6000);
  });

  it('logs each request without a word about the person', () => {
    const { format } = api.only('aws_apigatewayv2_stage').access_log_settings;
    expect(JSON.parse(format)).toMatchObject({ status: '$context.status' });
    expect(format).not.toMatch(/identity|authorizer|sourceIp|userAgent|\$context\.path/);
    expect(api.only('aws_cloudwatch_log_group').kms_key_id).toBe(kmsKeyArn);
  });

  it('rings when requests fail and when they are slow', () => {
    expect(
      api
        .resources('aws_cloudwatch_metric_alarm')
        .map(({ alarm_name }) => alarm_name)
        .sort(),
    ).toEqual(['syncwell-drill-api-latency', 'syncwell-drill-api-server-errors']);
  });
});
