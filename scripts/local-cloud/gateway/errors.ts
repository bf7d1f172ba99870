import { randomUUID } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from './service';

export interface AwsError {
  readonly status: number;
  /** The error's name, for example `NotImplemented`. */
  readonly code: string;
  readonly message: string;
}

/** Services whose errors are XML without being of the query protocol. */
const REST_XML = new Set(['s3', 'route53', 'cloudfront', 's3control']);

/** An error in the shape that the service's own protocol gives it (Smithy: AWS JSON, query, EC2 query, REST). */
export function renderError(request: ServiceRequest, { status, code, message }: AwsError): ServiceResponse {
  const requestId = randomUUID();
  if (request.headers['x-amz-target'] !== undefined) {
    const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.0';
    return json(status, code, { __type: code, message, Message: message }, requestId, contentType);
  }
  if (request.service === 'ec2') {
    const body = `<Response><Errors><Error><Code>${code}</Code><Message>${escape(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`;
    return xml(status, body, requestId);
  }
  if (request.service === 's3') {
    const body = `<Error><Code>${code}</Code><Message>${escape(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    return xml(status, body, requestId);
  }
  if (request.operation !== undefined || REST_XML.has(request.service)) {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escape(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return xml(status, body, requestId);
  }
  return json(status, code, { message, Message: message }, requestId, 'application/json');
}

function json(
  status: number,
  code: string,
  body: Readonly<Record<string, string>>,
  requestId: string,
  contentType: string,
): ServiceResponse {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-errortype': code, 'x-amzn-requestid': requestId },
    body: JSON.stringify(body),
  };
}

function xml(status: number, body: string, requestId: string): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
