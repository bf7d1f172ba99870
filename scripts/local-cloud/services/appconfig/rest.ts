import { z } from 'zod';
import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { badRequest, ServiceError } from './errors';

/** One call of an operation: the request, and the names that its path carries. */
export interface Call<Name extends string = never> {
  readonly request: ServiceRequest;
  readonly context: ServiceContext;
  readonly path: Readonly<Record<Name, string>>;
  /** Milliseconds since the epoch on the cloud's clock. */
  readonly now: number;
}

export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export const EMPTY: Answer = { headers: {}, body: '' };

export const json = (value: unknown): Answer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** The `{Names}` of a path pattern. */
type NamesIn<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

export interface Route {
  respond(request: ServiceRequest, context: ServiceContext): Promise<ServiceResponse> | undefined;
}

/** The values of a pattern's names in a path, or undefined when the path is another. */
function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const pairs = pattern.map((part, index) => [part, path[index] ?? ''] as const);
  const same = pairs.every(([part, given]) => (part.startsWith('{') ? given !== '' : part === given));
  return pattern.length === path.length && same
    ? Object.fromEntries(
        pairs
          .filter(([part]) => part.startsWith('{'))
          .map(([part, given]) => [part.slice(1, -1), decodeURIComponent(given)]),
      )
    : undefined;
}

/**
 * An operation of a REST-JSON service.
 *
 * @param pattern request URI of the service's model, for example `/applications/{ApplicationId}`
 * @param status of a success
 * @param handle may throw ServiceError
 */
export function route<Pattern extends string>(
  method: string,
  pattern: Pattern,
  status: number,
  handle: (call: Call<NamesIn<Pattern>>) => Answer | Promise<Answer>,
): Route {
  type Names = Call<NamesIn<Pattern>>['path'];
  const parts = pattern.split('/');
  const answer = async (call: Call<NamesIn<Pattern>>): Promise<ServiceResponse> => {
    try {
      return { status, ...(await handle(call)) };
    } catch (error) {
      if (error instanceof ServiceError) return error.toResponse();
      throw error;
    }
  };
  return {
    respond(request, context) {
      const path = request.method === method ? match(parts, request.path.split('/')) : undefined;
      return path && answer({ request, context, path: path as Names, now: context.clock.now() });
    },
  };
}

/** The JSON body of a request, checked. @throws ServiceError BadRequestException that names what is wrong */
export function input<T>({ request }: { readonly request: ServiceRequest }, schema: z.ZodType<T>): T {
  return checked(schema, parsed(request.body.toString('utf8') || '{}'));
}

/** @throws ServiceError BadRequestException that names what is wrong */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw badRequest(z.prettifyError(result.error));
  return result.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('The request body is not JSON');
  }
}

const MAX_RESULTS = 50;
const paging = z.object({
  max_results: z.coerce.number().int().min(1).max(MAX_RESULTS).default(MAX_RESULTS),
  next_token: z.coerce.number().int().min(0).default(0),
});

/** One page of a list, as `max_results` and `next_token` of the request ask for it. */
export function page({ request }: { readonly request: ServiceRequest }, items: readonly unknown[]): Answer {
  const { max_results: size, next_token: start } = checked(paging, Object.fromEntries(request.query));
  const end = start + size;
  return json({
    Items: items.slice(start, end),
    NextToken: end < items.length ? String(end) : undefined,
  });
}
