import { classify } from '../../../scripts/recovery/aws/surroundings';

function errorOf(properties: object, message = 'told'): Error {
  return Object.assign(new Error(message), properties);
}

const SERVER = { $fault: 'server', $metadata: { httpStatusCode: 503 } };

it.each([
  ['no such host', { code: 'ENOTFOUND', hostname: 'sts.us-east-1.amazonaws.com' }, 'UNREACHABLE'],
  ['nobody at the port', { code: 'ECONNREFUSED' }, 'UNREACHABLE'],
  ['a call that takes too long', { name: 'TimeoutError' }, 'UNREACHABLE'],
  ['a certificate of a proxy', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'TLS_REFUSED'],
  [
    'a certificate of another host',
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', host: 'sts.example' },
    'TLS_REFUSED',
  ],
  ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, 'TLS_REFUSED'],
  ['a page instead of XML', { name: 'SyntaxError', $response: {} }, 'ANSWER_NOT_AWS'],
  ['a proxy that demands a sign-in', { $metadata: { httpStatusCode: 407 } }, 'ANSWER_NOT_AWS'],
  ['plain HTTP where TLS was expected', { code: 'EPROTO' }, 'ANSWER_NOT_AWS'],
  ['a session that has expired', { name: 'ExpiredTokenException' }, 'NOT_SIGNED_IN'],
  ['no credentials', { name: 'CredentialsProviderError' }, 'NOT_SIGNED_IN'],
  ['an action that is not allowed', { name: 'AccessDeniedException' }, 'ACCESS_DENIED'],
  ['a refused HEAD request', { name: 'UnknownError', $metadata: { httpStatusCode: 403 } }, 'ACCESS_DENIED'],
  ['a bucket that is not there', { name: 'NoSuchBucket', BucketName: 'audit' }, 'BUCKET_MISSING'],
  ['throttling', { name: 'ThrottlingException' }, 'THROTTLED'],
  ['a service that is down', { name: 'InternalServerError', ...SERVER }, 'SERVICE_FAULT'],
  ['a full disk', { code: 'ENOSPC', syscall: 'write' }, 'DISK_FULL'],
  ['a read-only disk', { code: 'EROFS', syscall: 'mkdir', path: '/srv' }, 'FOLDER_FORBIDDEN'],
  ["somebody else's folder", { code: 'EACCES', syscall: 'open', path: '/srv/x' }, 'FOLDER_FORBIDDEN'],
  ['a folder that cannot be made', { code: 'ENOENT', syscall: 'mkdir', path: '/proc/x' }, 'FOLDER_FORBIDDEN'],
  ['too many open files', { code: 'EMFILE', syscall: 'open' }, 'TOO_MANY_FILES'],
])('%s is told as what it is', (_, properties, code) => {
  expect(classify(errorOf(properties))?.code).toBe(code);
});

it.each([
  ['a missing file', { code: 'ENOENT', syscall: 'open', path: '/x' }],
  ['a mistake of the tool', { name: 'TypeError' }],
  [
    'a call that AWS finds wrong',
    { name: 'ValidationException', $fault: 'client', $metadata: { httpStatusCode: 400 } },
  ],
])('%s is not of the surroundings', (_, properties) => {
  expect(classify(errorOf(properties))).toBeUndefined();
});

it('a value that is no error is not, either', () => {
  expect(classify('ENOSPC')).toBeUndefined();
});

it('what caused an error counts, also when several addresses were tried', () => {
  const refused = errorOf({ code: 'ECONNREFUSED' }, 'connect ECONNREFUSED 127.0.0.1:1');
  expect(classify(new Error('outer', { cause: refused }))?.code).toBe('UNREACHABLE');
  expect(classify(new AggregateError([refused]))?.code).toBe('UNREACHABLE');
});

it('an error that is its own cause ends the search', () => {
  const error = new Error('round');
  error.cause = error;
  expect(classify(error)).toBeUndefined();
});

it('names the bucket, the folder, the action and the host', () => {
  expect(classify(errorOf({ name: 'NoSuchBucket', BucketName: 'audit-1' }))?.message).toContain('audit-1');
  expect(classify(errorOf({ code: 'EROFS', path: '/srv/incidents' }))?.message).toContain('/srv/incidents');
  const denied = 'User: alice is not authorized to perform: dynamodb:Query on resource: t';
  expect(classify(errorOf({ name: 'AccessDeniedException' }, denied))?.message).toContain(
    'dynamodb:Query on resource: t',
  );
  expect(classify(errorOf({ code: 'ENOTFOUND', hostname: 'kms.example' }))?.next).toBe(
    'curl -sSI https://kms.example',
  );
});

it('never tells what a stranger answered', () => {
  const portal = errorOf({ name: 'SyntaxError', $response: {} }, 'Unexpected token <html>token=abc');
  expect(classify(portal)?.message).not.toContain('abc');
});

it('goes on with the incident where waiting is all that helps', () => {
  const slow = errorOf({ name: 'ThrottlingException' });
  expect(classify(slow, { incident: 'INC-1' })?.next).toBe('npx recover resume INC-1');
  expect(classify(slow)?.next).toBe('npx recover status');
});

it('says where incidents are kept when the disk is full', () => {
  const full = classify(errorOf({ code: 'ENOSPC', syscall: 'write' }), { folder: '/srv/incidents' });
  expect(full).toMatchObject({ kind: 'failed', next: 'df -h /srv/incidents' });
  expect(full?.message).toContain('SYNCWELL_INCIDENTS_DIRECTORY');
});
