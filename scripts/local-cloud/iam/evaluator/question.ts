import { CannotJudge } from './cannot-judge';

export type PrincipalKind = 'user' | 'role-session' | 'root' | 'service' | 'anonymous' | 'federated';

export interface Principal {
  readonly kind: PrincipalKind;
  /** As GetCallerIdentity names it; for a service its name, for a federated identity its provider. */
  readonly arn: string;
  /** What aws:PrincipalArn holds: the role of a session. */
  readonly principalArn: string;
  readonly accountId: string;
  /** What aws:userid holds. */
  readonly userId: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly canonicalUserId?: string;
}

/** One action on one resource by one principal. */
export interface AccessQuestion {
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource type. */
  readonly resource: string;
  readonly principal: Principal;
  readonly resourceAccountId: string;
  /** Values of the request's condition keys; the keys are in lower case. */
  readonly context: ReadonlyMap<string, readonly string[]>;
}

export type KeyReader = (key: string) => readonly string[] | undefined;

/** Reads a key from the request, else from its principal and resource. An empty set counts as missing. */
export function keyReader(question: AccessQuestion): KeyReader {
  return (key) => {
    const values = question.context.get(key) ?? derived(question, key);
    return values === undefined || values.length === 0 ? undefined : values;
  };
}

/** The one value of a policy variable; undefined: the request has none. */
export function variableOf(read: KeyReader, key: string): string | undefined {
  const values = read(key);
  // IAM user guide, "Variables and tags": variables take keys of one value only.
  if (values !== undefined && values.length > 1)
    throw new CannotJudge(`the variable ${key}: it has ${values.length} values`);
  return values?.[0];
}

const TAG = 'aws:principaltag/';

function derived(
  { principal, resourceAccountId }: AccessQuestion,
  key: string,
): readonly string[] | undefined {
  if (key === 'aws:resourceaccount') return [resourceAccountId];
  const { kind } = principal;
  if (kind === 'service') return ofService(principal, key);
  if (key === 'aws:principalisawsservice') return ['false'];
  if (kind === 'anonymous') return key === 'aws:principaltype' ? ['Anonymous'] : undefined;
  if (kind === 'federated') return undefined;
  if (key.startsWith(TAG)) return tagOf(principal, key.slice(TAG.length));
  switch (key) {
    case 'aws:principalarn':
      return [principal.principalArn];
    case 'aws:principalaccount':
      return [principal.accountId];
    case 'aws:userid':
      return [principal.userId];
    case 'aws:username':
      return kind === 'user' ? [principal.principalArn.split('/').at(-1) ?? ''] : undefined;
    case 'aws:principaltype':
      return [{ user: 'User', 'role-session': 'AssumedRole', root: 'Account' }[kind]];
    default:
      return undefined;
  }
}

function ofService({ arn }: Principal, key: string): readonly string[] | undefined {
  if (key === 'aws:principalisawsservice') return ['true'];
  return key === 'aws:principalservicename' ? [arn] : undefined;
}

function tagOf({ tags = {} }: Principal, name: string): readonly string[] | undefined {
  const found = Object.entries(tags).find(([key]) => key.toLowerCase() === name);
  return found === undefined ? undefined : [found[1]];
}
