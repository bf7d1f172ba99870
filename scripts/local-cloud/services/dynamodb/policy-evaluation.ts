/** The part of a resource policy that is enforced here: explicit denials. */
export interface DenyQuestion {
  /** ARN of the role or user. */
  readonly principalArn: string;
  /** ARN of the session, when a role was assumed; else the same. */
  readonly callerArn: string;
  /** For example `dynamodb:PutItem`. */
  readonly action: string;
  readonly resource: string;
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Whether a policy explicitly denies a call (IAM user guide, "Policy evaluation logic": a denial beats every allowance).
 *
 * @throws Error naming what it cannot judge, rather than letting a call pass
 */
export function isDenied(policy: string, question: DenyQuestion): boolean {
  const { Statement } = JSON.parse(policy) as { Statement: Statement | readonly Statement[] };
  return list(Statement).some((statement) => statement.Effect === 'Deny' && applies(statement, question));
}

/**
 * Reads a policy as it is written to a table.
 *
 * @throws SyntaxError when it is no JSON
 * @throws Error naming what could not be judged later
 */
export function checkPolicy(policy: string): void {
  const { Statement } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  const nobody = 'arn:aws:iam::000000000000:user/nobody';
  for (const { Effect, Condition = {} } of list(Statement ?? [])) {
    if (Effect !== 'Deny') continue;
    for (const [operator, keys] of Object.entries(Condition)) {
      for (const key of Object.keys(keys)) holds(operator, key, [], nobody);
    }
  }
}

function applies(statement: Statement, question: DenyQuestion): boolean {
  const { Action, NotAction, Principal, NotPrincipal, Resource = [], Condition = {} } = statement;
  const { action, resource, principalArn } = question;
  const isOneOf = (patterns: string | readonly string[] = []): boolean =>
    list(patterns).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  return (
    (NotAction === undefined ? isOneOf(Action) : !isOneOf(NotAction)) &&
    list(Resource).some((pattern) => matches(pattern, resource)) &&
    (NotPrincipal === undefined ? isPrincipal(Principal, question) : !isPrincipal(NotPrincipal, question)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, list(values), principalArn)),
    )
  );
}

/** A principal is a user, a role, one session of a role, or a whole account (IAM user guide, "Principal"). */
function isPrincipal(principal: unknown, { principalArn, callerArn }: DenyQuestion): boolean {
  if (principal === '*') return true;
  const account = principalArn.split(':')[4] ?? '';
  const names = ['*', principalArn, callerArn, account, `arn:aws:iam::${account}:root`];
  const aws = (principal as { AWS?: string | readonly string[] } | undefined)?.AWS ?? [];
  return list(aws).some((one) => names.includes(one));
}

function holds(operator: string, key: string, values: readonly string[], arn: string): boolean {
  if (key.toLowerCase() !== 'aws:principalarn')
    throw new Error(`the local cloud does not judge the condition ${key}`);
  const like = values.some((value) => matches(value, arn));
  const equal = values.includes(arn);
  switch (operator) {
    // The ARN operators take wildcards, whatever their names say.
    case 'ArnEquals':
    case 'ArnLike':
    case 'StringLike':
      return like;
    case 'ArnNotEquals':
    case 'ArnNotLike':
    case 'StringNotLike':
      return !like;
    case 'StringEquals':
      return equal;
    case 'StringNotEquals':
      return !equal;
    default:
      throw new Error(`the local cloud does not judge the operator ${operator}`);
  }
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

function list<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}
