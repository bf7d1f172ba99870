import { routeOf } from './rest-operations';
import type { ServiceRequest } from './service';

/** What the request asks for, as the API reference calls it where that can be told; else method and path. */
export function operationName(request: ServiceRequest): string {
  if (request.operation !== undefined) return request.operation;
  if (request.service === 's3') return s3Operation(request);
  if (request.service === 'appconfig') {
    return routeOf('appconfig', request)?.operation ?? `${request.method} ${request.path}`;
  }
  return `${request.method} ${request.path}`;
}

const BUCKET: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  HEAD: 'HeadBucket',
  GET: 'ListObjects',
  POST: 'DeleteObjects',
};
const OBJECT: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  HEAD: 'HeadObject',
  GET: 'GetObject',
  POST: 'PostObject',
};
/** What an object has beside its content. */
const OBJECT_PARTS = ['retention', 'tagging', 'acl'];
const VERB: Readonly<Record<string, string>> = { PUT: 'Put', GET: 'Get', DELETE: 'Delete' };

/** S3 with the bucket in the path, which is how a client calls an address without a name. */
function s3Operation({ method, path, query }: ServiceRequest): string {
  const key = path.split('/').slice(2).join('/');
  const part = OBJECT_PARTS.find((name) => query.has(name));
  if (key !== '' && part !== undefined) return `${VERB[method] ?? method}Object${pascal(part)}`;
  if (key !== '') return OBJECT[method] ?? method;
  if (path === '/') return 'ListBuckets';
  // `?versioning`, `?policy` and the like choose a configuration of the bucket.
  const [subresource, value] = [...query].find(([name]) => name !== 'x-id') ?? [];
  if (subresource === undefined || value !== '' || subresource === 'delete') return BUCKET[method] ?? method;
  return `${VERB[method] ?? method}Bucket${pascal(subresource)}`;
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
