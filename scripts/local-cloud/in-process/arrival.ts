import type { HttpRequest } from '@smithy/types';
import { understand } from '../gateway/request';
import type { ServiceRequest } from '../gateway/service';

/** What an SDK would have sent over the wire, as the gateway would have understood it. */
export function arrivalOf({ method, path, query, headers, body }: HttpRequest): ServiceRequest {
  return understand({ method, path, rawQuery: queryText(query), headers, body: bytesOf(body) });
}

function queryText(query: HttpRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]): [string, string][] =>
    (Array.isArray(value) ? value : [value ?? '']).map((one) => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

/** @throws Error for a body that is a stream: nothing that recovery sends is one */
function bytesOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  // A copy: what is kept of it must not change with what the client does next.
  if (body instanceof Uint8Array) return Buffer.copyBytesFrom(body);
  throw new Error('the in-process door takes bodies that are text or bytes, and no streams');
}
