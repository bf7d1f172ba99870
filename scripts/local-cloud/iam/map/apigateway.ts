import type { ResourceLook } from './look';
import { contextOf, UnmappedCall, type Needed } from './needed';
import type { Call } from './parameters';
import { passRole } from './pass-role';

const VERBS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** What a stage with an access log is made and kept with (API Gateway guide, http-api-logging). */
const LOG_DELIVERY = [
  'CreateLogDelivery',
  'DescribeLogGroups',
  'DescribeResourcePolicies',
  'GetLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'UpdateLogDelivery',
];

/** API Gateway knows verbs on paths: `/v2` is not part of the ARN (API Gateway guide, "How API Gateway works with IAM"). */
export function apigateway(call: Call, look: ResourceLook): readonly Needed[] {
  const { method, path, region, body } = call.request;
  if (!VERBS.has(method)) throw UnmappedCall.of(call, 'API Gateway knows no such verb');
  const resource = `arn:aws:apigateway:${region}::${path.replace(/^\/v2(?=\/)/, '').replace(/\/$/, '')}`;
  const content = body.toString('utf8');
  const role = /"credentialsArn"\s*:\s*"([^"]+)"/.exec(content)?.[1];
  const isLogged = /\/stages(\/|$)/.test(path) && content.includes('"accessLogSettings"');
  return [
    { action: `apigateway:${method}`, resource, context: contextOf() },
    ...passRole(call, look, role === undefined ? [] : [role], 'apigateway.amazonaws.com'),
    ...(isLogged ? LOG_DELIVERY : []).map((action) => ({
      action: `logs:${action}`,
      resource: '*',
      context: contextOf(),
    })),
  ];
}
