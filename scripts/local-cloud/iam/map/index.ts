import type { ServiceRequest } from '../../gateway/service';
import { apigateway } from './apigateway';
import { resourcesOf } from './arns';
import type { ResourceLook } from './look';
import { contextOf, UnmappedCall, withContext, type Context, type Needed } from './needed';
import { callOf, type Call } from './parameters';
import { passedRoles } from './pass-role';
import { s3 } from './s3';
import { SPECIAL } from './special';
import { tagContext, tagging } from './tags';

export { NOTHING_KNOWN, type ResourceLook } from './look';
export { contextOf, UnmappedCall, type Context, type Needed } from './needed';

/**
 * The questions to the policies that a call stands for: its own action on each resource that it names, and the rights
 * that the service uses for its caller. None for a call that needs no right.
 *
 * @throws UnmappedCall for a call that the map does not know: it is denied, by its name
 */
export function neededFor(request: ServiceRequest, look: ResourceLook): readonly Needed[] {
  const call = callOf(request);
  const own = ownOf(call, look);
  if (own.length === 0 && !isFree(call)) throw UnmappedCall.of(call, 'it names no resource');
  const all = [...own, ...tagging(call, own), ...passedRoles(call, look)];
  const general = generalContext(call);
  const ofTags = tagContext(call);
  return all.map((needed) => {
    const isOwn = needed.action.startsWith(`${call.prefix}:`);
    const tagged = withContext(needed, resourceTags(needed, look));
    return withContext(isOwn ? withContext(tagged, ofTags) : tagged, general);
  });
}

/** STS API reference, GetCallerIdentity: no permission is required, and none can be denied. */
function isFree({ prefix, operation }: Call): boolean {
  return prefix === 'sts' && operation === 'GetCallerIdentity';
}

function ownOf(call: Call, look: ResourceLook): readonly Needed[] {
  if (call.prefix === 's3') return s3(call, look);
  if (call.prefix === 'apigateway') return apigateway(call, look);
  if (call.operation === undefined) throw UnmappedCall.of(call, 'nothing names its operation');
  return SPECIAL[call.prefix]?.(call, look) ?? byName(call, call.operation);
}

/** Most operations are the action of the same name, on the resources that the reference lists for it. */
function byName(call: Call, operation: string): readonly Needed[] {
  const resources = resourcesOf(call, operation);
  if (resources === undefined)
    throw UnmappedCall.of(call, 'the service authorization reference has no such action');
  if ('missing' in resources) throw UnmappedCall.of(call, `it names no ${resources.missing}`);
  const action = `${call.prefix}:${operation}`;
  return resources.arns.map((resource) => ({ action, resource, context: contextOf() }));
}

/** The local cloud stands for AWS's endpoints, which are reached by TLS. */
function generalContext({ request }: Call): Context {
  return contextOf({ 'aws:RequestedRegion': request.region, 'aws:SecureTransport': 'true' });
}

/** `aws:ResourceTag`, and EC2's and Secrets Manager's own names for it. */
function resourceTags({ action, resource }: Needed, look: ResourceLook): Context {
  const tags = resource.startsWith('arn:') ? look.tagsOf(resource) : undefined;
  const [prefix = ''] = action.split(':');
  return contextOf(
    ...[...(tags ?? [])].map(([name, value]) => ({
      [`aws:ResourceTag/${name}`]: value,
      [`${prefix}:ResourceTag/${name}`]: value,
    })),
  );
}
