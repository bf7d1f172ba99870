import type { Call } from './parameters';

/** One question to the policies: may the caller do this to that. */
export interface Needed {
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN, or `*` for an action that knows no resource. */
  readonly resource: string;
  /** Condition keys that the call itself decides, in lower case. Those of the caller are not here. */
  readonly context: Context;
}

export type Context = ReadonlyMap<string, readonly string[]>;

/** A call that the map does not know. It is denied, by this name. */
export class UnmappedCall extends Error {
  override readonly name = 'UnmappedCall';

  constructor(
    /** For example `dynamodb:PutThing` or `backup GET /unknown/path`. */
    readonly call: string,
    reason: string,
  ) {
    super(`${call} is not in the map from calls to rights: ${reason}`);
  }

  static of({ request, prefix, operation }: Call, reason: string): UnmappedCall {
    const name =
      operation === undefined ? `${prefix} ${request.method} ${request.path}` : `${prefix}:${operation}`;
    return new UnmappedCall(name, reason);
  }
}

/** A context of the given keys; those without a value are left out, as AWS does. */
export function contextOf(
  ...groups: readonly Readonly<Record<string, string | readonly string[] | undefined>>[]
): Context {
  const context = new Map<string, readonly string[]>();
  for (const group of groups) {
    for (const [key, value] of Object.entries(group)) {
      if (value === undefined) continue;
      const values = typeof value === 'string' ? [value] : value;
      if (values.length > 0) context.set(key.toLowerCase(), values);
    }
  }
  return context;
}

/** A question with more in its context. */
export function withContext(needed: Needed, more: Context): Needed {
  return { ...needed, context: new Map([...more, ...needed.context]) };
}
