import type { IncomingMessage } from 'node:http';
import type { ServiceRequest } from './service';

/** moto's account, and the account of the drill settings. */
export const ACCOUNT_ID = '123456789012';

const CREDENTIAL_SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/**
 * Reads a request and finds out whom it is for: the signature names service and region (Signature Version 4), in the
 * header or, for a presigned address, in the query. Signatures are read, not checked.
 */
export async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const [path = '/', rawQuery = ''] = splitOnce(incoming.url ?? '/', '?');
  const query = new URLSearchParams(rawQuery);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const { accessKeyId, region, service } = scopeOf(headers, query);
  return {
    service,
    region,
    accountId: ACCOUNT_ID,
    accessKeyId,
    method: incoming.method ?? 'GET',
    path,
    query,
    rawQuery,
    headers,
    body,
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
