import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** A request for an object, or for a bucket when it has no key, in the name of whoever made another request. */
export function objectRequest(
  from: ServiceRequest,
  method: 'HEAD' | 'PUT',
  { bucket, key }: ObjectPlace,
  { region, headers = {}, body = Buffer.alloc(0) }: ObjectContent,
): ServiceRequest {
  const scope = `Credential=${from.accessKeyId}/20000101/${region}/s3/aws4_request`;
  return {
    service: 's3',
    region,
    accountId: from.accountId,
    accessKeyId: from.accessKeyId,
    method,
    path: `/${[bucket, ...key.split('/')].map(encodeURIComponent).join('/')}`.replace(/\/$/, ''),
    query: new URLSearchParams(),
    headers: {
      ...headers,
      ...(from.headers.host === undefined ? {} : { host: from.headers.host }),
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none`,
    },
    body,
    operation: undefined,
  };
}

interface ObjectContent {
  readonly region: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** In which region a bucket is; undefined: there is none of that name. */
export async function bucketRegion(
  from: ServiceRequest,
  { forward }: Pick<ServiceContext, 'forward'>,
  bucket: string,
): Promise<string | undefined> {
  const answer: ServiceResponse = await forward(
    objectRequest(from, 'HEAD', { bucket, key: '' }, { region: from.region }),
  );
  return answer.status < 300 ? (answer.headers['x-amz-bucket-region'] ?? from.region) : undefined;
}
