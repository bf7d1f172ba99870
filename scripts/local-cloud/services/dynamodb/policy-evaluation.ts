/** The part of a resource policy that is enforced here: explicit denials. */
export interface DenyQuestion {
  /** ARN of the role or user. */
  readonly principalArn: string;
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

function applies(statement: Statement, { principalArn, action, resource }: DenyQuestion): boolean {
  if (statement.NotPrincipal !== undefined || statement.NotAction !== undefined) {
    throw new Error('the local cloud does not judge NotPrincipal and NotAction');
  }
  return (
    list(statement.Action ?? []).some((pattern) => matches(pattern, action)) &&
    list(statement.Resource ?? []).some((pattern) => matches(pattern, resource)) &&
    isPrincipal(statement.Principal, principalArn) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, list(values), principalArn)),
    )
  );
}

function isPrincipal(principal: unknown, arn: string): boolean {
  if (principal === '*') return true;
  const aws = (principal as { AWS?: string | readonly string[] } | undefined)?.AWS ?? [];
  return list(aws).some((one) => one === '*' || one === arn);
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
  return new RegExp(`^${source}$`, 'i').test(text);
}

function list<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}
