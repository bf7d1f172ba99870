import { createHash } from 'node:crypto';
import { renderError } from '../../gateway/errors';
import { operationName } from '../../gateway/operation-name';
import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import { xml } from '../../services/support/query-protocol';
import { refuse, Refusal } from './refusal';

interface StoredObject {
  readonly body: Buffer;
  /** With its quotes, as it travels. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** What comes back as it was given: the content's type and checksum, and the user's own metadata. */
  readonly headers: Readonly<Record<string, string>>;
}

type Objects = Map<string, StoredObject>;

interface Bucket {
  readonly region: string;
  readonly objects: Objects;
}

/** S3 with the bucket in the path: objects without versions, and conditional writes (Amazon S3 API reference). */
export function createObjectStore(): (request: ServiceRequest, now: number) => ServiceResponse {
  const buckets = new Map<string, Bucket>();
  return (request, now) => {
    const [, bucketName = '', ...rest] = request.path.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const operation = operationName(request);
    if (operation === 'CreateBucket') return createBucket(buckets, bucketName, request);
    const bucket = buckets.get(bucketName);
    if (bucket === undefined) return missing(request, 'NoSuchBucket', 'The specified bucket does not exist');
    switch (operation) {
      case 'HeadBucket':
        return answer('', { 'x-amz-bucket-region': bucket.region });
      case 'PutObject':
        return put(bucket.objects, key, request, now);
      case 'PutObjectRetention':
        return retain(bucket.objects, key, request);
      case 'GetObject':
      case 'HeadObject':
        return get(bucket.objects, key, request);
      case 'DeleteObject':
        // One that is not there is deleted, too.
        bucket.objects.delete(key);
        return { ...answer(''), status: 204 };
      case 'ListObjects':
        return request.query.get('list-type') === '2'
          ? list(bucket.objects, bucketName, request)
          : refuse(request, Refusal.notImplemented(request));
      default:
        return refuse(request, Refusal.notImplemented(request));
    }
  };
}

function createBucket(buckets: Map<string, Bucket>, name: string, request: ServiceRequest): ServiceResponse {
  if (buckets.has(name)) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    return renderError(request, { status: 409, code: 'BucketAlreadyOwnedByYou', message });
  }
  buckets.set(name, { region: request.region, objects: new Map() });
  return answer('', { location: `/${name}` });
}

const KEPT = /^(content-type|x-amz-meta-.*|x-amz-checksum-crc32|x-amz-object-lock-.*)$/;
const CONDITIONS = ['if-match', 'if-none-match'];

function put(bucket: Objects, key: string, request: ServiceRequest, now: number): ServiceResponse {
  const { headers, body } = request;
  const before = bucket.get(key);
  const [wanted, unwanted] = CONDITIONS.map((name) => headers[name]);
  if (wanted !== undefined && before === undefined) return noSuchKey(request);
  const differs = wanted !== undefined && unquoted(wanted) !== unquoted(before?.etag ?? '');
  if (differs || (unwanted === '*' && before !== undefined)) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    return renderError(request, { status: 412, code: 'PreconditionFailed', message });
  }
  const kept = Object.entries(headers).filter(([name]) => KEPT.test(name));
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  bucket.set(key, { body, etag, modified: now, headers: Object.fromEntries(kept) });
  const checksum = headers['x-amz-checksum-crc32'];
  return answer('', { etag, ...(checksum === undefined ? {} : { 'x-amz-checksum-crc32': checksum }) });
}

/** Sets how long an object is locked. */
function retain(bucket: Objects, key: string, request: ServiceRequest): ServiceResponse {
  const found = bucket.get(key);
  if (found === undefined) return noSuchKey(request);
  const text = request.body.toString();
  const [mode = '', until = ''] = ['Mode', 'RetainUntilDate'].map(
    (name) => new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1],
  );
  const lock = { 'x-amz-object-lock-mode': mode, 'x-amz-object-lock-retain-until-date': until };
  bucket.set(key, { ...found, headers: { ...found.headers, ...lock } });
  return answer('');
}

function get(bucket: Objects, key: string, request: ServiceRequest): ServiceResponse {
  if ([...CONDITIONS, 'range'].some((name) => request.headers[name] !== undefined)) {
    return refuse(request, Refusal.notImplemented(request, ' with conditions or a range'));
  }
  const found = bucket.get(key);
  if (found === undefined) return noSuchKey(request);
  const { body, etag, modified, headers } = found;
  return answer(request.method === 'HEAD' ? '' : body, {
    ...headers,
    etag,
    'last-modified': new Date(modified).toUTCString(),
    'content-length': String(body.length),
  });
}

const PAGE = 1_000;

/** ListObjectsV2. */
function list(objects: Objects, name: string, request: ServiceRequest): ServiceResponse {
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const size = Number(query.get('max-keys') ?? PAGE);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  // Keys that go on alike up to a delimiter are listed as one.
  const lines = new Map<string, StoredObject | undefined>();
  for (const [key, object] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const line = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (line > after) lines.set(line, end < 0 ? object : undefined);
  }
  const page = [...lines].slice(0, size);
  const isTruncated = page.length < lines.size;
  const result = xml({
    Name: name,
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: size,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? page.at(-1)?.[0] : undefined,
    Contents: page.flatMap(([key, object]) => (object === undefined ? [] : [contentOf(key, object)])),
    CommonPrefixes: page.flatMap(([line, object]) => (object === undefined ? [{ Prefix: line }] : [])),
  });
  const content = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${result}</ListBucketResult>`;
  return answer(content, { 'content-type': 'application/xml' });
}

function contentOf(key: string, { body, etag, modified }: StoredObject) {
  return {
    Key: key,
    LastModified: new Date(modified).toISOString(),
    ETag: etag,
    Size: body.length,
    StorageClass: 'STANDARD',
  };
}

function answer(body: Buffer | string, headers: Readonly<Record<string, string>> = {}): ServiceResponse {
  return { status: 200, headers, body };
}

function noSuchKey(request: ServiceRequest): ServiceResponse {
  return missing(request, 'NoSuchKey', 'The specified key does not exist.');
}

function missing(request: ServiceRequest, code: string, message: string): ServiceResponse {
  const error = renderError(request, { status: 404, code, message });
  // A HEAD has no content, not even when it fails.
  return request.method === 'HEAD' ? { ...error, body: '' } : error;
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
