import { randomUUID } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from '../../gateway/service';

export type Json = Record<string, unknown>;

export function jsonBody({ body }: Pick<ServiceRequest, 'body'>): Json {
  return JSON.parse(body.toString('utf8') || '{}') as Json;
}

/** A success of a service that speaks AWS JSON. */
export function jsonAnswer(request: ServiceRequest, content: Json): ServiceResponse {
  return {
    status: 200,
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0',
      'x-amzn-requestid': randomUUID(),
    },
    body: JSON.stringify(content),
  };
}

/** moto's answer with its JSON content edited, and without the checksum of what it was; an error goes through as it is. */
export function editJson(answer: ServiceResponse, edit: (content: Json) => Json): ServiceResponse {
  if (answer.status >= 300) return answer;
  const headers = Object.entries(answer.headers).filter(([name]) => name !== 'x-amz-crc32');
  return {
    ...answer,
    headers: Object.fromEntries(headers),
    body: JSON.stringify(edit(JSON.parse(answer.body.toString()) as Json)),
  };
}
