import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { Construct } from 'constructs';
import type { Names, Region } from '../../settings';

export interface EndpointsProps {
  readonly names: Names;
  readonly region: Region;
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly routeTableIds: string[];
  readonly securityGroupId: string;
}

/** Free, and the way of most of the bytes: table, exports, and the layers of images. */
const GATEWAY_SERVICES = ['dynamodb', 's3'];

/**
 * Has no private DNS name (DynamoDB developer guide, "AWS PrivateLink for DynamoDB Streams"): EC2 refuses to make one, and
 * clients must be told the endpoint's own address.
 */
const STREAMS = 'dynamodb-streams';

/** Every other service that the tasks, their agent and Fargate itself call. */
const INTERFACE_SERVICES = [
  'appconfig',
  'appconfigdata',
  STREAMS,
  'ecr.api',
  'ecr.dkr',
  'kms',
  'logs',
  'monitoring',
  'secretsmanager',
  'sqs',
  'ssm',
  'sts',
];

export interface Endpoints {
  /** Address for clients of DynamoDB Streams. */
  readonly streamsUrl: string;
}

/** Endpoints for the AWS services that the tasks call: mandatory, and they work while the way to the internet does not. */
export function addEndpoints(scope: Construct, props: EndpointsProps): Endpoints {
  const { names, region, vpcId, subnetIds, routeTableIds, securityGroupId } = props;
  for (const service of GATEWAY_SERVICES) {
    new VpcEndpoint(scope, `endpoint-${service}`, {
      vpcId,
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: 'Gateway',
      routeTableIds,
      tags: { Name: `${names.prefix}-${service}` },
    });
  }
  const interfaces = new Map(
    INTERFACE_SERVICES.map((service) => [
      service,
      new VpcEndpoint(scope, `endpoint-${service}`, {
        vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Interface',
        privateDnsEnabled: service !== STREAMS,
        subnetIds,
        securityGroupIds: [securityGroupId],
        tags: { Name: `${names.prefix}-${service}` },
      }),
    ]),
  );
  const streams = interfaces.get(STREAMS);
  if (streams === undefined) throw new Error('DynamoDB Streams is among the services');
  return { streamsUrl: `https://${streams.dnsEntry.get(0).dnsName}` };
}
