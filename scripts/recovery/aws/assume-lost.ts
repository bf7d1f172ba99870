import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { HttpRequest } from '@smithy/types';
import type { Region } from '../../../settings/regions';
import { stop } from '../../engine/errors';

type RequestHandler = ReturnType<typeof NodeHttpHandler.create>;

/**
 * Global services whose control planes live in one region and fail with it (AWS Fault Isolation Boundaries, "Global
 * services"), by the names that requests to them are signed for.
 */
const GLOBAL_SERVICES = new Set([
  'iam',
  'route53',
  'route53domains',
  'cloudfront',
  'organizations',
  'globalaccelerator',
]);

/**
 * Keeps every attempt of every call away from a lost region and from the control planes that a recovery must not lean
 * on: what would be asked is looked at as it leaves, signed, so that no client can be made that gets around it. Making,
 * configuring and deleting a bucket is one of those control planes (aws-facts.md, 9).
 *
 * @throws Stop REGION_ASSUMED_LOST or GLOBAL_CONTROL_PLANE, at the call
 */
export function assumeLost(
  handler: RequestHandler | NodeHttpHandlerOptions,
  lost: Region | undefined,
): RequestHandler {
  const inner = NodeHttpHandler.create(handler);
  if (lost === undefined) return inner;
  return {
    ...(inner.metadata === undefined ? {} : { metadata: inner.metadata }),

    async handle(request, options) {
      refuse(request, lost);
      return inner.handle(request, options);
    },
    destroy: () => inner.destroy?.(),
    updateHttpClientConfig: (key: keyof NodeHttpHandlerOptions, value: never) => {
      inner.updateHttpClientConfig(key, value);
    },
    httpHandlerConfigs: () => inner.httpHandlerConfigs() as NodeHttpHandlerOptions,
  };
}

function refuse(request: HttpRequest, lost: Region): void {
  const { service, region } = signedFor(request);
  const what = `${request.method} ${service === '' ? request.hostname : service}`;
  if (GLOBAL_SERVICES.has(service) || (service === 's3' && isBucketChange(request))) {
    throw stop('GLOBAL_CONTROL_PLANE', { call: what });
  }
  if (region !== lost && !request.hostname.split('.').includes(lost)) return;
  throw stop('REGION_ASSUMED_LOST', { call: what, lost });
}

/** Service and region by the scope of the signature: `Credential=AKIA.../20260301/us-west-2/dynamodb/aws4_request`. */
function signedFor({ headers }: HttpRequest): { readonly service: string; readonly region: string } {
  const [, , region = '', service = ''] = (
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
  ).split('/');
  return { service, region };
}

/** By path, as every client of a recovery names buckets: `/bucket`, without a key. */
function isBucketChange({ method, path }: HttpRequest): boolean {
  const [, key = ''] = path.replace(/^\//, '').split('/');
  return (method === 'PUT' || method === 'DELETE') && key === '';
}
