import type { ServiceRequest } from '../../gateway/service';
import { routeOf } from '../../gateway/rest-operations';

export type Parameters = Readonly<Record<string, unknown>>;

/** What a call asks for, whatever its protocol. */
export interface Call {
  readonly request: ServiceRequest;
  /** Prefix of the service's actions, for example `cloudwatch` where the signature says `monitoring`. */
  readonly prefix: string;
  /** As the service's reference calls it; undefined where nothing in the request names it. */
  readonly operation: string | undefined;
  readonly parameters: Parameters;
}

/** Signing names that are not the prefix of the actions. */
const PREFIXES: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  tagging: 'tag',
  appconfigdata: 'appconfig',
};

/** Services whose path and verb name the operation. S3 and API Gateway have rules of their own. */
export function callOf(request: ServiceRequest): Call {
  // Application Auto Scaling and DynamoDB Streams sign with the name that is theirs in policies, too.
  const prefix = PREFIXES[request.service] ?? request.service;
  if (prefix === 's3' || prefix === 'apigateway')
    return { request, prefix, operation: undefined, parameters: {} };
  if (request.operation !== undefined) {
    return { request, prefix, operation: request.operation, parameters: bodyOf(request) };
  }
  const route = routeOf(prefix, request);
  if (route === undefined) return { request, prefix, operation: undefined, parameters: {} };
  const parameters = { ...Object.fromEntries(request.query), ...bodyOf(request), ...route.parameters };
  return { request, prefix, operation: route.operation, parameters };
}

/** An unreadable body is the service's to refuse: here it has no parameters, so that a resource is missing. */
function bodyOf({ body, headers, query, method }: ServiceRequest): Parameters {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded'))
    return nested(new URLSearchParams(body.toString('utf8')));
  if (body.length === 0) return method === 'GET' ? nested(query) : {};
  if (!type.includes('json')) return {};
  try {
    return objectOf(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

/** `Tags.member.1.Key=a` as `{ Tags: [{ Key: 'a' }] }`: the query protocol's names, taken apart. */
function nested(form: URLSearchParams): Parameters {
  const root: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const steps = name.split('.');
    const last = steps.pop() ?? name;
    let at = root;
    for (const step of steps) {
      const next = at[step];
      if (typeof next !== 'object' || next === null) at[step] = {};
      at = at[step] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name)))
    return entries.map(([, one]) => plain(one));
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && LIST_NAMES.has(first[0])) return plain(first[1]);
  return Object.fromEntries(entries.map(([name, one]) => [name, plain(one)]));
}

/** Names that the query protocol puts between a list and its numbers. */
const LIST_NAMES = new Set(['member', 'Tag', 'entry']);

/** A value as an object; what is none has no parameters, and is the service's to refuse. */
export function objectOf(value: unknown): Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Parameters) : {};
}

/** A value as a list; what is none is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The pairs of an object that are texts. */
export function textPairs(value: unknown): Readonly<Record<string, string>> {
  const pairs = Object.entries(objectOf(value));
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** All texts at a path such as `Tags.*.Key`; numbers as texts, and nothing for what is missing. */
export function textsAt(parameters: unknown, path: string): readonly string[] {
  return valuesAt(parameters, path.split('.')).flatMap((value) =>
    typeof value === 'string' && value !== ''
      ? [value]
      : typeof value === 'number' || typeof value === 'boolean'
        ? [String(value)]
        : [],
  );
}

export function textAt(parameters: unknown, path: string): string | undefined {
  return textsAt(parameters, path)[0];
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): readonly unknown[] {
  if (step === undefined) return Array.isArray(value) ? value : [value];
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value).flatMap((one) => valuesAt(one, rest));
  return valuesAt((value as Parameters)[step], rest);
}
