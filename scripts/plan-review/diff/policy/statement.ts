import type { Value } from '../../model/types';

/** Parts of a statement that are sets to IAM: their order says nothing. */
export const SETS = [
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
] as const;
export type SetName = (typeof SETS)[number];

/** One statement of an IAM policy, in one form: every part a sorted set of texts. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  readonly sets: Readonly<Record<SetName, readonly string[]>>;
}

/** Whether a value is an IAM policy document. */
export function isPolicy(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { Statement: statements } = value as { Statement?: unknown };
  return (Array.isArray(statements) ? statements : [statements]).some(
    (statement) => typeof statement === 'object' && statement !== null && 'Effect' in statement,
  );
}

/** The statements of a policy document; none when there is no document. */
export function statementsOf(policy: Value): Statement[] {
  if (!isPolicy(policy)) return [];
  const { Statement: statements } = policy as { Statement: unknown };
  return (Array.isArray(statements) ? statements : [statements])
    .filter(
      (statement): statement is Record<string, unknown> =>
        typeof statement === 'object' && statement !== null,
    )
    .map(statementOf);
}

function statementOf(raw: Record<string, unknown>): Statement {
  const sets = Object.fromEntries(
    SETS.map((name) => [name, [...new Set(texts(raw[name], name))].sort()]),
  ) as unknown as Statement['sets'];
  return {
    sid: typeof raw.Sid === 'string' && raw.Sid !== '' ? raw.Sid : undefined,
    effect: typeof raw.Effect === 'string' ? raw.Effect : '',
    sets,
  };
}

function texts(value: unknown, name: SetName): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((part) => texts(part, name));
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object') return [JSON.stringify(value)];
  // Principal: {"AWS": [...]}; Condition: {"StringEquals": {"aws:x": [...]}}
  return Object.entries(value).flatMap(([key, part]) => {
    if (name !== 'Condition') return texts(part, name).map((text) => (text === '*' ? '*' : `${key} ${text}`));
    return Object.entries((part ?? {}) as Record<string, unknown>).map(
      ([variable, wanted]) => `${key} ${variable} = ${texts(wanted, name).sort().join(' | ')}`,
    );
  });
}
