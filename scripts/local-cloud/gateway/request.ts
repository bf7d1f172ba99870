import type { IncomingMessage } from 'node:http';
import type { ServiceRequest } from './service';

/** moto's account, and the account of the drill settings. */
export const ACCOUNT_ID = '123456789012';

const CREDENTIAL_SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** What arrives at a door of the local cloud, whatever the door. */
export interface Arrival {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly rawQuery: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Reads a request from the wire. */
export async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '/', rawQuery = ''] = splitOnce(incoming.url ?? '/', '?');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  return understand({
    method: incoming.method ?? 'GET',
    path,
    rawQuery,
    headers,
    body: Buffer.concat(chunks),
  });
}

/**
 * Finds out whom a request is for: the signature names service and region (Signature Version 4), in the header or, for
 * a presigned address, in the query. Signatures are read, not checked.
 */
export function understand(arrival: Arrival): ServiceRequest {
  const { headers, body } = arrival;
  const query = new URLSearchParams(arrival.rawQuery);
  const { accessKeyId, region, service } = scopeOf(headers, query);
  return {
    ...arrival,
    service,
    region,
    accountId: ACCOUNT_ID,
    accessKeyId,
    query,
    operation: operationOf(headers, query, body),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function scopeOf(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): { accessKeyId: string; region: string; service: string } {
  const presigned = query.get('X-Amz-Credential');
  const text = headers.authorization ?? (presigned === null ? '' : `Credential=${presigned}`);
  const [, accessKeyId = '', region = '', service = 'unsigned'] = CREDENTIAL_SCOPE.exec(text) ?? [];
  return { accessKeyId, region, service };
}

/** The operation, where the protocol names it: the JSON protocols in a header, the query protocols as a parameter. */
function operationOf(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: Buffer,
): string | undefined {
  const target = headers['x-amz-target'];
  if (target !== undefined) return target.split('.').at(-1);
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const action = isForm ? new URLSearchParams(body.toString('utf8')).get('Action') : query.get('Action');
  return action ?? undefined;
}
