import { usesOfKey } from './keys';
import type { ResourceLook } from './look';
import { contextOf, UnmappedCall, type Context, type Needed } from './needed';
import type { Call } from './parameters';
import { decoded } from '../../gateway/rest-operations';

/** Configurations of a bucket: `?name` -> what its actions are called (S3 guide, "Required permissions for S3 API operations"). */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  accelerate: 'AccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'AnalyticsConfiguration',
  cors: 'BucketCORS',
  encryption: 'EncryptionConfiguration',
  'intelligent-tiering': 'IntelligentTieringConfiguration',
  inventory: 'InventoryConfiguration',
  lifecycle: 'LifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metrics: 'MetricsConfiguration',
  notification: 'BucketNotification',
  'object-lock': 'BucketObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'BucketPublicAccessBlock',
  replication: 'ReplicationConfiguration',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

/** Deleting a configuration takes the right to write it, but for these two. */
const DELETED = new Set(['policy', 'website']);

const PARTS_OF_OBJECT: Readonly<Record<string, string>> = {
  acl: 'Acl',
  tagging: 'Tagging',
  retention: 'Retention',
  'legal-hold': 'LegalHold',
};

interface Target {
  readonly call: Call;
  readonly look: ResourceLook;
  readonly bucket: string;
  readonly key: string;
  readonly has: (name: string) => boolean;
  readonly header: (name: string) => string | undefined;
  readonly version: string | undefined;
}

/** What a call of S3 needs. The bucket is in the path, as everywhere in the local cloud. */
export function s3(call: Call, look: ResourceLook): readonly Needed[] {
  const { request } = call;
  const [bucket = '', ...rest] = request.path.replace(/^\//, '').split('/');
  const target: Target = {
    call,
    look,
    bucket: decoded(bucket),
    key: decoded(rest.join('/')),
    has: (name) => request.query.has(name),
    header: (name) => request.headers[name],
    version: request.query.get('versionId') ?? undefined,
  };
  if (target.bucket === '') return [ask(target, 'ListAllMyBuckets', '*')];
  const needed = target.key === '' ? ofBucket(target) : ofObject(target);
  if (needed === undefined) throw UnmappedCall.of(call, 'no action is known for it');
  return needed;
}

function ofBucket(target: Target): readonly Needed[] | undefined {
  const { call, has } = target;
  const { method } = call.request;
  const configuration = Object.keys(CONFIGURATIONS).find(has);
  if (configuration !== undefined) return ofConfiguration(target, configuration);
  switch (method) {
    case 'GET':
      if (has('versions')) return [ask(target, 'ListBucketVersions')];
      if (has('uploads')) return [ask(target, 'ListBucketMultipartUploads')];
      return [ask(target, 'ListBucket')];
    case 'HEAD':
      return [ask(target, 'ListBucket')];
    case 'PUT':
      return creation(target);
    case 'DELETE':
      return [ask(target, 'DeleteBucket')];
    case 'POST':
      return has('delete') ? deletions(target) : undefined;
    default:
      return undefined;
  }
}

function ofConfiguration(target: Target, name: string): readonly Needed[] | undefined {
  const noun = CONFIGURATIONS[name] ?? '';
  switch (target.call.request.method) {
    case 'GET':
      return [ask(target, `Get${noun}`)];
    case 'PUT':
      return [ask(target, `Put${noun}`)];
    case 'DELETE':
      return [ask(target, `${DELETED.has(name) ? 'Delete' : 'Put'}${noun}`)];
    default:
      return undefined;
  }
}

/** API reference, CreateBucket, "Permissions". */
function creation(target: Target): readonly Needed[] {
  const { header } = target;
  const acl = header('x-amz-acl');
  const isLocked = header('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true';
  return [
    ask(target, 'CreateBucket'),
    ...(acl === undefined || acl === 'private' ? [] : [ask(target, 'PutBucketAcl')]),
    ...(isLocked
      ? [ask(target, 'PutBucketObjectLockConfiguration'), ask(target, 'PutBucketVersioning')]
      : []),
    ...(header('x-amz-object-ownership') === undefined ? [] : [ask(target, 'PutBucketOwnershipControls')]),
  ];
}

/** API reference, DeleteObjects, "Permissions": each object is judged by itself. */
function deletions(target: Target): readonly Needed[] | undefined {
  const body = target.call.request.body.toString('utf8');
  const objects = [...body.matchAll(/<Object>([\s\S]*?)<\/Object>/g)].map(([, object = '']) => ({
    key: unescaped(/<Key>([\s\S]*?)<\/Key>/.exec(object)?.[1] ?? ''),
    version: /<VersionId>([\s\S]*?)<\/VersionId>/.exec(object)?.[1],
  }));
  return objects.length === 0 ? undefined : objects.flatMap((one) => deletion({ ...target, ...one }));
}

function deletion(target: Target): readonly Needed[] {
  const bypass = target.header('x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
  return [
    ask(target, target.version === undefined ? 'DeleteObject' : 'DeleteObjectVersion'),
    ...(bypass ? [ask(target, 'BypassGovernanceRetention')] : []),
  ];
}

function ofObject(target: Target): readonly Needed[] | undefined {
  const { call, has } = target;
  const { method } = call.request;
  const part = Object.keys(PARTS_OF_OBJECT).find(has);
  if (part !== undefined) return ofPart(target, part);
  switch (method) {
    case 'GET':
    case 'HEAD':
      return reading(target);
    case 'PUT':
      return writing(target);
    case 'POST':
      if (has('uploads') || has('uploadId')) return writing(target);
      return has('restore') ? [ask(target, 'RestoreObject')] : undefined;
    case 'DELETE':
      return has('uploadId') ? [ask(target, 'AbortMultipartUpload')] : deletion(target);
    default:
      return undefined;
  }
}

function ofPart(target: Target, part: string): readonly Needed[] | undefined {
  const noun = PARTS_OF_OBJECT[part] ?? '';
  // Retention and legal hold have no action of their own for a version.
  const versioned = target.version !== undefined && (part === 'acl' || part === 'tagging') ? 'Version' : '';
  switch (target.call.request.method) {
    case 'GET':
      return [ask(target, `GetObject${versioned}${noun}`)];
    case 'PUT': {
      const bypass = target.header('x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
      return [
        ask(target, `PutObject${versioned}${noun}`),
        ...(bypass ? [ask(target, 'BypassGovernanceRetention')] : []),
      ];
    }
    case 'DELETE':
      return part === 'tagging' ? [ask(target, `DeleteObject${versioned}Tagging`)] : undefined;
    default:
      return undefined;
  }
}

/** API reference, GetObject, HeadObject, GetObjectAttributes and ListParts, "Permissions". */
function reading(target: Target): readonly Needed[] {
  const { call, has, header, version } = target;
  if (has('uploadId')) return [ask(target, 'ListMultipartUploadParts')];
  const suffix = version === undefined ? '' : 'Version';
  const attributes = has('attributes') ? [ask(target, `GetObject${suffix}Attributes`)] : [];
  // HeadObject reads the key only for a checksum, which is encrypted with the object.
  const isDecrypted = call.request.method === 'GET' || header('x-amz-checksum-mode') !== undefined;
  return [
    ask(target, `GetObject${suffix}`),
    ...attributes,
    ...(isDecrypted ? byKey(target, ['Decrypt'], target.look.encryptionKeyOf(objectArn(target))) : []),
  ];
}

/** API reference, PutObject and CopyObject, "Permissions". */
function writing(target: Target): readonly Needed[] {
  const { call, header, has } = target;
  const isParts = has('uploadId') || has('uploads');
  const isHeld = header('x-amz-object-lock-legal-hold') !== undefined;
  const isRetained =
    header('x-amz-object-lock-mode') !== undefined ||
    header('x-amz-object-lock-retain-until-date') !== undefined;
  const isShared =
    header('x-amz-acl') !== undefined ||
    Object.keys(call.request.headers).some((name) => name.startsWith('x-amz-grant-'));
  return [
    ...copied(target),
    ask(target, 'PutObject'),
    ...(isRetained ? [ask(target, 'PutObjectRetention')] : []),
    ...(isHeld ? [ask(target, 'PutObjectLegalHold')] : []),
    ...(header('x-amz-tagging') === undefined ? [] : [ask(target, 'PutObjectTagging')]),
    ...(isShared ? [ask(target, 'PutObjectAcl')] : []),
    // Parts are read back to be put together (KMS guide, "How Amazon S3 uses AWS KMS").
    ...byKey(target, isParts ? ['GenerateDataKey', 'Decrypt'] : ['GenerateDataKey'], keyOfPut(target)),
  ];
}

/** What is copied is read first. */
function copied(target: Target): readonly Needed[] {
  const source = target.header('x-amz-copy-source');
  if (source === undefined) return [];
  const [path = '', query = ''] = source.replace(/^\//, '').split('?');
  const [bucket = '', ...rest] = decoded(path).split('/');
  const version = new URLSearchParams(query).get('versionId') ?? undefined;
  const from = { ...target, bucket, key: rest.join('/'), version };
  return [
    ask(from, version === undefined ? 'GetObject' : 'GetObjectVersion'),
    ...byKey(from, ['Decrypt'], target.look.encryptionKeyOf(objectArn(from))),
  ];
}

/** The header chooses, else the bucket's default. */
function keyOfPut({ header, look, bucket }: Target): string | undefined {
  const chosen = header('x-amz-server-side-encryption');
  const ofBucket = look.encryptionKeyOf(`arn:aws:s3:::${bucket}`);
  if (chosen === undefined) return ofBucket;
  return chosen.startsWith('aws:kms')
    ? (header('x-amz-server-side-encryption-aws-kms-key-id') ?? ofBucket)
    : undefined;
}

/** With a bucket key, which is what this project uses, the encryption context is the bucket (S3 guide, "Bucket keys"). */
function byKey(
  { call, look, bucket }: Target,
  actions: readonly string[],
  key: string | undefined,
): readonly Needed[] {
  if (key === undefined) return [];
  return usesOfKey(call, look, {
    actions,
    key,
    via: 's3',
    encryption: { 'aws:s3:arn': `arn:aws:s3:::${bucket}` },
  });
}

function objectArn({ bucket, key }: Target): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

function ask(target: Target, action: string, resource?: string): Needed {
  const arn = target.key === '' ? `arn:aws:s3:::${target.bucket}` : objectArn(target);
  return { action: `s3:${action}`, resource: resource ?? arn, context: context(target) };
}

const HEADERS = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
];

/** "Actions, resources, and condition keys for Amazon S3". */
function context({ call, header, version }: Target): Context {
  const { query, accountId, region } = call.request;
  const given = (name: string): string | undefined => query.get(name) ?? undefined;
  const tags = new URLSearchParams(header('x-amz-tagging') ?? '');
  const untilDate = header('x-amz-object-lock-retain-until-date');
  return contextOf(
    Object.fromEntries(HEADERS.map((name) => [`s3:${name}`, header(name)])),
    Object.fromEntries([...tags].map(([name, value]) => [`s3:RequestObjectTag/${name}`, value])),
    {
      's3:prefix': given('prefix'),
      's3:delimiter': given('delimiter'),
      's3:max-keys': given('max-keys'),
      's3:VersionId': version,
      's3:if-match': header('if-match'),
      's3:if-none-match': header('if-none-match'),
      's3:object-lock-mode': header('x-amz-object-lock-mode'),
      's3:object-lock-retain-until-date': untilDate,
      's3:object-lock-legal-hold': header('x-amz-object-lock-legal-hold'),
      's3:RequestObjectTagKeys': [...tags.keys()],
      's3:ResourceAccount': accountId,
      's3:LocationConstraint': locationOf(call),
      's3:authType': query.has('X-Amz-Signature') ? 'REST-QUERY-STRING' : 'REST-HEADER',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      's3:TlsVersion': '1.3',
    },
    { 'aws:RequestedRegion': region },
  );
}

function locationOf({ request }: Call): string | undefined {
  if (request.method !== 'PUT' || request.body.length > 2_000) return undefined;
  return /<LocationConstraint>([^<]+)</.exec(request.body.toString('utf8'))?.[1];
}

/** Text of XML as it was before. */
export function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&amp;', '&');
}
