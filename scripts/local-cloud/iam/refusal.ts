import { renderError } from '../gateway/errors';
import type { Denial, ServiceRequest, ServiceResponse } from '../gateway/service';

/** A denial in the service's own words: each protocol has its name and status for it (API references, "Common errors"). */
export function refusal(request: ServiceRequest, denial: Denial): ServiceResponse {
  const code = codeOf(request);
  const status = isJson(request) ? 400 : 403;
  return { ...renderError(request, { status, code, message: denial.message }), denial };
}

/** The same for an access key that is nobody's. */
export function unknownKey(request: ServiceRequest): ServiceResponse {
  const { service, accessKeyId } = request;
  const code =
    service === 's3'
      ? 'InvalidAccessKeyId'
      : isJson(request) || isRest(request)
        ? 'UnrecognizedClientException'
        : 'InvalidClientTokenId';
  const message = 'The security token included in the request is invalid';
  const status = isJson(request) ? 400 : 403;
  const denial = {
    principal: `access key ${accessKeyId}`,
    action: request.operation ?? `${request.method} ${request.path}`,
    resource: '*',
    message: `${message}: access key ${accessKeyId} is of no user and no session`,
  };
  return { ...renderError(request, { status, code, message: denial.message }), denial };
}

function isJson({ headers }: ServiceRequest): boolean {
  return headers['x-amz-target'] !== undefined;
}

const REST_XML = new Set(['s3', 'route53', 'unsigned']);

function isRest({ service, operation }: ServiceRequest): boolean {
  return operation === undefined && !REST_XML.has(service);
}

function codeOf(request: ServiceRequest): string {
  if (request.service === 'ec2') return 'UnauthorizedOperation';
  if (request.service === 'sns') return 'AuthorizationError';
  return isJson(request) || isRest(request) ? 'AccessDeniedException' : 'AccessDenied';
}
