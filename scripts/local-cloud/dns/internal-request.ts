import { ACCOUNT_ID } from '../gateway/request';
import type { ServiceRequest } from '../gateway/service';

/** A request that the local cloud asks itself, in nobody's name. Any region does: who stores it looks at the path. */
export function internalRequest({
  service,
  method,
  path,
  rawQuery = '',
}: Pick<ServiceRequest, 'service' | 'method' | 'path' | 'rawQuery'>): ServiceRequest {
  const region = 'us-east-1';
  const accessKeyId = 'local-cloud';
  return {
    service,
    method,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    region,
    accountId: ACCOUNT_ID,
    accessKeyId,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: Buffer.alloc(0),
    operation: undefined,
  };
}
