import { CannotJudge } from './cannot-judge';
import type { Principal } from './question';

/**
 * How a policy names who calls: the caller (its own ARN, or everybody), the role or user behind its session, or only its
 * account, which then decides by its own identity policies (IAM user guide, "AWS JSON policy elements: Principal").
 */
export type Naming = 'caller' | 'entity' | 'account';

export interface PrincipalElement {
  readonly naming: (principal: Principal) => Naming | undefined;
  /** Whether a NotPrincipal of this list leaves the principal out. */
  readonly exempts: (principal: Principal) => boolean;
}

const TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const ARN = /^arn:[a-z-]+:(iam|sts)::\d{12}:[^*?]+$/;
const UNIQUE_ID = /^A[A-Z0-9]{15,}$/;

type Lists = Readonly<Record<string, readonly string[]>>;

/** @throws CannotJudge naming what is no principal */
export function compilePrincipal(written: unknown): PrincipalElement {
  const lists = listsOf(written);
  for (const name of lists.AWS ?? []) checkName(name);
  return {
    naming: (principal) => naming(lists, principal),
    exempts: (principal) => exempts(lists, principal),
  };
}

function listsOf(written: unknown): Lists {
  if (written === '*') return { AWS: ['*'] };
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new CannotJudge(`the principal ${JSON.stringify(written)}`);
  const lists: Record<string, readonly string[]> = {};
  for (const [type, names] of Object.entries(written)) {
    const list = (Array.isArray(names) ? names : [names]) as readonly unknown[];
    if (!TYPES.includes(type) || list.length === 0 || !list.every((name) => typeof name === 'string'))
      throw new CannotJudge(`the principal ${type} ${JSON.stringify(names)}`);
    lists[type] = list;
  }
  if (Object.keys(lists).length === 0) throw new CannotJudge('the principal {}');
  return lists;
}

function checkName(name: string): void {
  const isName = name === '*' || /^\d{12}$/.test(name) || ARN.test(name) || UNIQUE_ID.test(name);
  if (!isName) throw new CannotJudge(`the principal ${name}`);
}

function naming(lists: Lists, principal: Principal): Naming | undefined {
  const { AWS = [], CanonicalUser = [] } = lists;
  if (AWS.includes('*') || isCaller(lists, principal)) return 'caller';
  if (!isOfAccount(principal)) return undefined;
  if (isEntity(AWS, principal)) return 'entity';
  const isAccount = accountNames(principal).some((name) => AWS.includes(name));
  // A canonical user ID is another way to write an account.
  if (!isAccount && (CanonicalUser.length === 0 || !isCanonical(CanonicalUser, principal))) return undefined;
  return 'account';
}

function isCaller(lists: Lists, { kind, arn, userId }: Principal): boolean {
  const { AWS = [], Service = [], Federated = [] } = lists;
  if (kind === 'service') return Service.includes(arn) || Service.includes('*');
  if (kind === 'federated') return Federated.includes(arn) || Federated.includes('*');
  return kind !== 'anonymous' && AWS.some((name) => name === arn || name === userId);
}

function isEntity(names: readonly string[], { principalArn, userId }: Principal): boolean {
  return names.some((name) => name === principalArn || userId.startsWith(`${name}:`));
}

function isCanonical(names: readonly string[], { canonicalUserId, arn }: Principal): boolean {
  if (canonicalUserId === undefined)
    throw new CannotJudge(`CanonicalUser: the canonical user ID of ${arn} is unknown`);
  return names.includes(canonicalUserId);
}

const isOfAccount = ({ kind }: Principal): boolean =>
  kind === 'user' || kind === 'role-session' || kind === 'root';

function accountNames({ accountId, arn }: Principal): readonly string[] {
  return [accountId, `arn:${arn.split(':')[1] ?? 'aws'}:iam::${accountId}:root`];
}

/**
 * "You must also specify the account ARN of the not-denied principal", and for a session the role's ARN as well (IAM
 * user guide, "NotPrincipal"). AWS may deny one that is left out: the stricter reading denies it always.
 */
function exempts(lists: Lists, principal: Principal): boolean {
  const { AWS = [] } = lists;
  if (AWS.includes('*')) return true;
  if (!isOfAccount(principal)) return isCaller(lists, principal);
  const layers = [[principal.arn], [principal.principalArn], accountNames(principal)];
  const needed = principal.kind === 'root' ? layers.slice(2) : layers;
  return needed.every((names) => names.some((name) => AWS.includes(name)));
}
