import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_ID } from '../../../scripts/local-cloud/gateway/request';
import type { ServiceRequest } from '../../../scripts/local-cloud/gateway/service';

/** What a test says of a request; the rest is as it mostly is. */
export interface Asked {
  readonly service: string;
  readonly operation?: string;
  readonly region?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

export function requestOf({ query = '', body = '', headers = {}, ...asked }: Asked): ServiceRequest {
  const isJson = typeof body === 'object';
  return {
    region: 'us-east-1',
    accountId: ACCOUNT_ID,
    accessKeyId: 'AKIAEXAMPLE',
    method: 'POST',
    path: '/',
    operation: undefined,
    ...asked,
    query: new URLSearchParams(query),
    headers: isJson ? { 'content-type': 'application/x-amz-json-1.1', ...headers } : headers,
    body: Buffer.from(isJson ? JSON.stringify(body) : body),
  };
}

/** A request of the query protocol, with the parameters as a form. */
export function formOf(asked: Asked, form: Readonly<Record<string, string>>): ServiceRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return requestOf({ ...asked, headers, body: new URLSearchParams(form).toString() });
}

/**
 * One example of each distinct call that a whole deployment, simulated recoveries from corrupted data and simulated
 * journeys between regions made. Values that are not names were taken out when they were recorded.
 */
export function recordedCalls(): readonly ServiceRequest[] {
  return readFileSync(join(__dirname, 'recorded-calls.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => requestOf(JSON.parse(line) as Asked));
}
