import type { Principal } from '../../../scripts/local-cloud/iam/evaluator';

/**
 * A slow reading of policies, sentence by sentence as AWS's documents have them, to compare the evaluator with. It
 * shares no code with the evaluator and knows only the elements that the comparison writes.
 */
export interface Written {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Principal?: Named;
  readonly NotPrincipal?: Named;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
export type Named = '*' | Readonly<Partial<Record<'AWS' | 'Service', readonly string[]>>>;

export interface Documents {
  readonly identity: readonly Written[];
  readonly boundary?: readonly Written[];
  readonly session?: readonly Written[];
  readonly resource?: readonly Written[];
  /** A KMS key: its key policy must allow explicitly. */
  readonly isKey: boolean;
}

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly who: Principal;
  readonly owner: string;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** "How AWS enforcement code logic evaluates requests" and "Cross-account policy evaluation logic". */
export function permits(asked: Asked, documents: Documents): boolean {
  const { identity, boundary, session, resource = [], isKey } = documents;
  const all = [...identity, ...(boundary ?? []), ...(session ?? []), ...resource];
  const applying = all.filter((one) => applies(one, asked, boundary !== undefined));
  // "If the code finds even one explicit deny that applies, the code returns a final decision of Deny."
  if (applying.some(({ Effect }) => Effect === 'Deny')) return false;
  const allowedBy = (some: readonly Written[]) =>
    some.some((one) => one.Effect === 'Allow' && applying.includes(one));
  const granted = allowedBy(resource);
  const { kind, accountId } = asked.who;
  if (kind === 'service' || kind === 'anonymous') return granted;
  const isLimited =
    (boundary !== undefined && !allowedBy(boundary)) || (session !== undefined && !allowedBy(session));
  const byIdentity = kind === 'root' || (allowedBy(identity) && !isLimited);
  // Both accounts must allow.
  if (accountId !== asked.owner) return granted && byIdentity;
  const direct = resource.filter((one) => one.Effect === 'Allow' && applying.includes(one));
  // "Directly to the session ... not limited by an implicit deny"; everybody: "no other permissions are required".
  if (direct.some(({ Principal }) => namesCaller(Principal, asked.who))) return true;
  // "Grant permissions to an IAM role ARN are limited by an implicit deny in a permissions boundary or session policy."
  if (direct.some(({ Principal }) => list(Principal).includes(asked.who.principalArn)) && !isLimited)
    return true;
  return byIdentity && (granted || !isKey);
}

function applies(statement: Written, asked: Asked, isBounded: boolean): boolean {
  const { Action, NotAction = [], Resource, NotResource = [], Principal, NotPrincipal } = statement;
  const acts = (patterns: readonly string[]) =>
    patterns.some((one) => wild(one.toLowerCase(), asked.action.toLowerCase()));
  if (Action ? !acts(Action) : acts(NotAction)) return false;
  // "If AWS cannot resolve a variable, this might cause the entire statement to be invalid."
  if (statement.Effect === 'Allow' && hasUnresolved([...(Resource ?? NotResource)], asked)) return false;
  const covers = (patterns: readonly string[]) =>
    patterns.some((one) => coversResource(substitute(one, asked), asked.resource));
  if (Resource ? !covers(Resource) : covers(NotResource)) return false;
  if (Principal && !namesAtAll(Principal, asked.who)) return false;
  // "Will always deny any IAM principal that has a permissions boundary policy attached."
  if (NotPrincipal && !isBounded && leavesOut(NotPrincipal, asked.who)) return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, byKey]) =>
    Object.entries(byKey).every(([key, values]) => holds(operator, key, values, asked, statement.Effect)),
  );
}

const list = (named: Named | undefined): readonly string[] =>
  named === undefined ? [] : named === '*' ? ['*'] : (named.AWS ?? []);

const namesCaller = (named: Named | undefined, who: Principal): boolean =>
  list(named).some((one) => one === '*' || (who.kind !== 'anonymous' && one === who.arn));

function namesAtAll(named: Named, who: Principal): boolean {
  if (namesCaller(named, who)) return true;
  if (who.kind === 'service') return named !== '*' && (named.Service ?? []).includes(who.arn);
  if (who.kind === 'anonymous') return false;
  const names = [who.principalArn, who.accountId, `arn:aws:iam::${who.accountId}:root`];
  return names.some((one) => list(named).includes(one));
}

/** "AWS might validate the account first, then the role, and then the assumed-role user": all of them must be listed. */
function leavesOut(named: Named, who: Principal): boolean {
  if (list(named).includes('*')) return true;
  if (who.kind === 'anonymous') return false;
  if (who.kind === 'service') return named !== '*' && (named.Service ?? []).includes(who.arn);
  const hasAccount = [who.accountId, `arn:aws:iam::${who.accountId}:root`].some((one) =>
    list(named).includes(one),
  );
  if (who.kind === 'root') return hasAccount;
  return hasAccount && list(named).includes(who.principalArn) && list(named).includes(who.arn);
}

/** A character of a pattern; `is` is undefined for a wildcard. */
interface Sign {
  readonly is: string | undefined;
  readonly wildcard?: '*' | '?';
}

const signs = (text: string): Sign[] =>
  Array.from(text, (char) =>
    char === '*' || char === '?' ? { is: undefined, wildcard: char } : { is: char },
  );

/** `${name}`, `${name, 'default'}` and `${*}`; undefined: the request has no value. */
function substitute(text: string, asked: Asked): Sign[] | undefined {
  const at = text.indexOf('${');
  if (at === -1) return signs(text);
  const end = text.indexOf('}', at);
  const [name = '', fallback] = text.slice(at + 2, end).split(', ');
  const value = ['*', '?', '$'].includes(name)
    ? name
    : (valuesOf(name, asked)?.[0] ?? fallback?.slice(1, -1));
  const rest = substitute(text.slice(end + 1), asked);
  if (value === undefined || rest === undefined) return undefined;
  return [...signs(text.slice(0, at)), ...Array.from(value, (char) => ({ is: char })), ...rest];
}

const hasUnresolved = (texts: readonly string[], asked: Asked): boolean =>
  texts.some((text) => substitute(text, asked) === undefined);

/** "Any combination of characters (*)", "any single character (?)". */
function wild(
  pattern: string | readonly Sign[],
  text: string,
  mayPass: (at: number) => boolean = () => true,
): boolean {
  const given = typeof pattern === 'string' ? signs(pattern) : pattern;
  const fits = (at: number, from: number): boolean => {
    const sign = given[at];
    if (sign === undefined) return from === text.length;
    const next = text[from];
    const isPassable = next !== undefined && (next !== ':' || mayPass(at));
    if (sign.wildcard === '*') return fits(at + 1, from) || (isPassable && fits(at, from + 1));
    if (sign.wildcard === '?') return isPassable && fits(at + 1, from + 1);
    return next === sign.is && fits(at + 1, from + 1);
  };
  return fits(0, 0);
}

/**
 * "Within the individual segments of an ARN"; "if the * wildcard is the last character of a resource ARN segment, it can
 * expand to match beyond the colon boundaries". The sixth segment is the resource, colons and all.
 */
function coversResource(pattern: readonly Sign[] | undefined, resource: string): boolean {
  if (pattern === undefined) return false;
  return wild(pattern, resource, (at) => {
    const isSixth = pattern.slice(0, at).filter(({ is }) => is === ':').length >= 5;
    const next = pattern[at + 1];
    const isLast = next === undefined || next.is === ':';
    return isSixth || (pattern[at]?.wildcard === '*' && isLast);
  });
}

function valuesOf(key: string, { keys, who }: Asked): readonly string[] | undefined {
  const lower = key.toLowerCase();
  const found = keys[lower];
  if (found !== undefined) return found.length === 0 ? undefined : found;
  const isPerson = who.kind !== 'service' && who.kind !== 'anonymous';
  if (lower === 'aws:principalarn') return isPerson ? [who.principalArn] : undefined;
  const number = who.tags?.number;
  return lower === 'aws:principaltag/number' && isPerson && number !== undefined ? [number] : undefined;
}

type Comparison = (written: string, got: string, asked: Asked) => boolean;

const same: Comparison = (written, got, asked) =>
  substitute(written, asked)
    ?.map(({ is, wildcard }) => is ?? wildcard)
    .join('') === got;

/** "Each of the six colon-delimited components of the ARN is checked separately". */
const arn: Comparison = (written, got) => {
  const [patterns, parts] = [written, got].map((text) => {
    const split = text.split(':');
    return [...split.slice(0, 5), split.slice(5).join(':')];
  });
  return patterns!.every((one, at) => wild(one, parts![at] ?? ''));
};

const PLAIN: Readonly<Record<string, Comparison>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: (written, got, asked) => same(written.toLowerCase(), got.toLowerCase(), asked),
  StringLike: (written, got, asked) => {
    const pattern = substitute(written, asked);
    return pattern !== undefined && wild(pattern, got);
  },
  NumericEquals: (written, got) => Number(got) === Number(written),
  NumericLessThan: (written, got) => Number(got) < Number(written),
  NumericGreaterThanEquals: (written, got) => Number(got) >= Number(written),
  Bool: (written, got) => written.toLowerCase() === got.toLowerCase(),
  ArnLike: arn,
  ArnEquals: arn,
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  ArnNotLike: 'ArnLike',
  ArnNotEquals: 'ArnEquals',
};

function holds(
  operator: string,
  key: string,
  written: readonly string[],
  asked: Asked,
  effect: Written['Effect'],
): boolean {
  const got = valuesOf(key, asked);
  // "true (the key doesn't exist — it is null) or false (the key exists and its value is not null)".
  if (operator === 'Null') return written.includes(got === undefined ? 'true' : 'false');
  const [set, rest = operator] = operator.includes(':') ? operator.split(':') : [undefined, operator];
  const name = rest.replace(/IfExists$/, '');
  // "If the key is not present, evaluate the condition element as true."
  if (name !== rest && got === undefined) return true;
  if (effect === 'Allow' && hasUnresolved(written, asked)) return false;
  const isNegated = name in NEGATED;
  const compare = PLAIN[NEGATED[name] ?? name]!;
  // Several values of a negated operator are a NOR, those of another an OR.
  const fits = (value: string) => written.some((one) => compare(one, value, asked)) !== isNegated;
  // "If the key values in the request resolve to an empty data set (for example, an empty string)".
  const isEmpty = got === undefined || got.every((value) => value === '');
  if (set === 'ForAllValues') return isEmpty || got.every(fits);
  if (set === 'ForAnyValue') return !isEmpty && got.some(fits);
  // "If the policy condition requires that the key is not matched ... and the right key is not present, the condition is true."
  return got === undefined ? isNegated : got.every(fits);
}
