import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { renderError } from '../../gateway/errors';
import type { Json } from '../support/json';
import { given } from '../../../engine/given';

/** Asks the store behind the gateway another operation of DynamoDB, in the name of the same caller. */
export async function ask(
  request: ServiceRequest,
  { forward }: Pick<ServiceContext, 'forward'>,
  operation: string,
  content: Json,
): Promise<{ readonly response: ServiceResponse; readonly content: Json }> {
  const response = await forward({
    ...request,
    method: 'POST',
    operation,
    headers: {
      ...request.headers,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    body: Buffer.from(JSON.stringify(content)),
  });
  return { response, content: JSON.parse(response.body.toString() || '{}') as Json };
}

/** An error of DynamoDB: always status 400. */
export function fail(request: ServiceRequest, code: string, message: string): ServiceResponse {
  return renderError(request, { status: 400, code, message });
}

export function invalid(request: ServiceRequest, message: string): ServiceResponse {
  return fail(request, 'ValidationException', message);
}

export function tableArn({ region, accountId }: ServiceRequest, name: string): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
}

/** The same request to another region: the signature says which, and moto reads it there. */
export function inRegion(request: ServiceRequest, region: string): ServiceRequest {
  const authorization = request.headers.authorization?.replace(
    /(Credential=[^/]+\/\d{8}\/)[^/]+\//,
    `$1${region}/`,
  );
  return {
    ...request,
    region,
    headers: { ...request.headers, ...given({ authorization }) },
  };
}
