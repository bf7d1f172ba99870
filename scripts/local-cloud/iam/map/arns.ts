import { fits, patternsOf, resourceTypesOf, type ResourceType } from './actions';
import { textsAt, type Call } from './parameters';
import { ANY, EC2_IDS, LISTED, RESOURCES, type Whence } from './resources';

/** The ARN of a service's resource in the request's region and account. */
export function arnOf({ request }: Pick<Call, 'request'>, service: string, resource: string): string {
  return `arn:aws:${service}:${request.region}:${request.accountId}:${resource}`;
}

/** An ARN of the type, its variables filled. The region is the request's, but where the service has none in its ARNs. */
export function filled(
  { request }: Pick<Call, 'request'>,
  pattern: string,
  values: Readonly<Record<string, string>>,
): string {
  return pattern.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => {
    switch (name) {
      case 'Partition':
        return 'aws';
      case 'Region':
        return request.region;
      case 'Account':
        return request.accountId;
      default:
        return values[name] ?? whole;
    }
  });
}

export type Resources = { readonly arns: readonly string[] } | { readonly missing: string };

/**
 * The resources that a call is judged on by the service authorization reference: those of the action's types that the
 * call names; `*` for an action without types; every one of a type for a listing that names none.
 */
export function resourcesOf(call: Call, action: string): Resources | undefined {
  const types = resourceTypesOf(call.prefix, action);
  if (types === undefined) return undefined;
  if (types.length === 0) return { arns: ['*'] };
  const named = types.flatMap(({ type }) => namedOf(call, type));
  if (MAKERS.has(call.prefix)) named.push(...toBeMade(call, types));
  if (named.length > 0) return { arns: [...new Set(named)] };
  const listed = types.filter(({ type }) => LISTED[call.prefix]?.includes(type) === true);
  if (listed.length > 0) return { arns: listed.flatMap(({ type }) => every(call, type)) };
  if (types.every(({ required }) => !required)) return { arns: ['*'] };
  return { missing: types.map(({ type }) => type).join(' or ') };
}

/** Services whose calls are judged on what they make as well as on what they name. */
const MAKERS = new Set(['ec2', 'fis']);

/** A call of EC2 is judged on each required type: what it makes has no id yet, and is every one of the type. */
function toBeMade(call: Call, types: readonly ResourceType[]): readonly string[] {
  return types
    .filter(({ type, required }) => required && namedOf(call, type).length === 0)
    .flatMap(({ type }) => every(call, type));
}

function every(call: Call, type: string): readonly string[] {
  return patternsOf(call.prefix, type)
    .slice(0, 1)
    .map((pattern) => filled(call, pattern.replaceAll(/\$\{(?!Partition|Region|Account)\w+\}/g, ANY), {}));
}

/** ARNs of one type that the call's parameters name. */
export function namedOf(call: Call, type: string): readonly string[] {
  const whence = RESOURCES[call.prefix]?.[type];
  const [pattern] = patternsOf(call.prefix, type);
  if (whence === undefined || pattern === undefined) return [];
  const names = [...pattern.matchAll(/\$\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !['Partition', 'Region', 'Account', 'Vendor', 'ResourceType'].includes(name));
  const last = names.at(-1) ?? '';
  const paths: Readonly<Record<string, readonly string[]>> = isList(whence) ? { [last]: whence } : whence;
  const outer = Object.fromEntries(
    names
      .slice(0, -1)
      .map((name) => [name, shortName(paths[name]?.flatMap((path) => textsAt(call.parameters, path))[0])]),
  );
  return (paths[last] ?? [])
    .flatMap((path) => textsAt(call.parameters, path))
    .flatMap((value) => oneOf(call, type, { pattern, outer, last, value }));
}

interface Naming {
  readonly pattern: string;
  readonly outer: Readonly<Record<string, string | undefined>>;
  readonly last: string;
  readonly value: string;
}

function oneOf(call: Call, type: string, { pattern, outer, last, value }: Naming): readonly string[] {
  if (value.startsWith('arn:')) {
    const arn = withoutSuffix(call.prefix, type, value);
    return fits(call.prefix, type, arn) ? [arn] : [];
  }
  if (call.prefix === 'ec2' && !value.startsWith(EC2_IDS[type] ?? '')) return [];
  // A log group that is named is judged with a stream without a name behind it: the denials of the service show it.
  if (type === 'log-group') return [filled(call, `${pattern}:log-stream:`, { [last]: value })];
  const complete = Object.fromEntries(Object.entries(outer).map(([name, one]) => [name, one ?? 'default']));
  return [filled(call, pattern, { ...complete, [last]: plainName(call.prefix, value) })];
}

/** `arn:...:log-group:NAME:*` and a subscription's ARN are more than the resource: cut to it. */
function withoutSuffix(prefix: string, type: string, arn: string): string {
  if (prefix === 'logs' && type === 'log-group') return arn.replace(/:\*$/, '');
  if (prefix === 'sns') return arn.split(':').slice(0, 6).join(':');
  return arn;
}

/** The name in an address of a queue, or behind the slash of a parameter or zone. */
function plainName(prefix: string, value: string): string {
  if (prefix === 'sqs') return value.split('/').at(-1) ?? value;
  return prefix === 'ssm' || prefix === 'route53' ? value.replace(/^\//, '') : value;
}

/** A cluster may be named by its ARN. */
function shortName(value: string | undefined): string | undefined {
  return value?.startsWith('arn:') === true ? value.split('/').at(-1) : value;
}

function isList(whence: Whence): whence is readonly string[] {
  return Array.isArray(whence);
}
