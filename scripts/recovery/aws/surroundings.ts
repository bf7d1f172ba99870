import { stop } from '../../engine/errors';
import { goOn } from '../../engine/errors/entry';
import type { Stop } from '../../engine/stop';

/** What the SDK and services of AWS say when there are no credentials, or none that count any more. */
const NOT_SIGNED_IN: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** What Node.js and the SDK say when nobody is at the other end, or nobody who answers. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
]);

/** OpenSSL's verdicts on a certificate (nodejs.org, TLS, "X509 certificate error codes"). */
const TLS: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const DENIED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
]);

export interface Surroundings {
  /** The incident that can go on once the cause is gone. */
  readonly incident?: string | undefined;
  /** Where incidents are kept on this machine. */
  readonly folder?: string | undefined;
  /** Who was asked, and where. @default AWS */
  readonly asked?: { readonly what: string; readonly endpoint: string } | undefined;
}

/** What errors of Node.js, of the SDK and of AWS tell of themselves. */
interface Told extends NodeJS.ErrnoException {
  readonly hostname?: string;
  readonly host?: string;
  readonly BucketName?: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $response?: unknown;
}

/**
 * An error of the surroundings (network, TLS, credentials, permissions, disk) as one of the registry.
 *
 * @returns undefined when it is something else
 */
export function classify(error: unknown, surroundings: Surroundings = {}): Stop | undefined {
  for (const told of causesOf(error)) {
    const found =
      ofNetwork(told, surroundings) ??
      ofCaller(told, surroundings) ??
      ofMachine(told, surroundings) ??
      ofService(told, surroundings);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The error and what caused it, the outermost first. Node.js gathers failed connections to several addresses. */
function causesOf(error: unknown, depth = 0): Told[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[...inner, error.cause].flatMap((cause) => causesOf(cause, depth + 1))];
}

function ofNetwork(told: Told, { asked }: Surroundings): Stop | undefined {
  const { name, code = '', hostname, host } = told;
  const { what, endpoint } = asked ?? {
    what: hostname ?? 'AWS',
    endpoint: `https://${hostname ?? 'sts.amazonaws.com'}`,
  };
  const reason = reasonOf(told);
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name)) return stop('UNREACHABLE', { what, reason, endpoint });
  if (TLS.has(code)) return stop('TLS_REFUSED', { reason, host: host ?? new URL(endpoint).hostname });
  if (isForeignAnswer(told)) return stop('ANSWER_NOT_AWS', { what, reason: foreign(told), endpoint });
  return undefined;
}

/** AWS answers in XML or JSON: what the SDK cannot parse, and a demand to sign in to a proxy, come from others. */
function isForeignAnswer({ name, code, message, $metadata, $response }: Told): boolean {
  if (code === 'EPROTO' || code?.startsWith('HPE_') === true) return true;
  if ($metadata?.httpStatusCode === 407) return true;
  return $response !== undefined && (name === 'SyntaxError' || message.includes('Deserialization error'));
}

/** Never a piece of the answer: nobody knows what it holds. */
function foreign({ code, $metadata }: Told): string {
  if (code !== undefined) return code;
  return $metadata?.httpStatusCode === 407
    ? 'the proxy demands a sign-in (407)'
    : 'the answer is neither XML nor JSON';
}

function ofCaller(told: Told, { incident }: Surroundings): Stop | undefined {
  const { name, $metadata } = told;
  if (NOT_SIGNED_IN.has(name)) return stop('NOT_SIGNED_IN', { reason: reasonOf(told), incident });
  // The answer to a HEAD request has no body, so that it names nothing but its status.
  const unnamed = $metadata?.httpStatusCode === 403 && /^(403|Forbidden|Unknown(Error)?)$/.test(name);
  return DENIED.has(name) || unnamed ? stop('ACCESS_DENIED', { reason: reasonOf(told) }) : undefined;
}

function ofMachine(told: Told, { folder = 'incidents' }: Surroundings): Stop | undefined {
  const { code, syscall, path = folder } = told;
  const reason = reasonOf(told);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return stop('DISK_FULL', { path, reason });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return stop('FOLDER_FORBIDDEN', { path, reason });
    case 'ENOENT':
      // Making folders where none can be made ends so on a file system that is read-only.
      return syscall === 'mkdir' ? stop('FOLDER_FORBIDDEN', { path, reason }) : undefined;
    case 'EMFILE':
    case 'ENFILE':
      return stop('TOO_MANY_FILES', { reason });
    default:
      return undefined;
  }
}

function ofService(told: Told, { incident }: Surroundings): Stop | undefined {
  const { name, BucketName: bucket = '', $fault, $metadata, $retryable } = told;
  const reason = `${name}: ${reasonOf(told)}`;
  if (name === 'NoSuchBucket') return stop('BUCKET_MISSING', { bucket });
  if (THROTTLED.has(name) || $retryable?.throttling === true || $metadata?.httpStatusCode === 429)
    return stop('THROTTLED', { reason, next: goOn(incident) });
  const failed = $fault === 'server' || ($metadata?.httpStatusCode ?? 0) >= 500;
  return failed ? stop('SERVICE_FAULT', { reason, next: goOn(incident) }) : undefined;
}

/** In one line and without its full stop: it becomes a part of a sentence. */
function reasonOf({ name, code, message }: Told): string {
  const text = message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return text === '' ? (code ?? name) : text;
}
