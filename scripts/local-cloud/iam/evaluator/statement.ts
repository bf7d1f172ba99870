import { compileActions } from './action-test';
import { CannotJudge } from './cannot-judge';
import { compileCondition, type Condition } from './condition';
import type { Test } from './patterns';
import { compilePrincipal, type Naming, type PrincipalElement } from './principal';
import type { KeyReader, Principal } from './question';
import { compileResource } from './resource';

export type PolicyKind = 'identity' | 'resource' | 'key' | 'trust' | 'endpoint';

export interface Statement {
  readonly isDeny: boolean;
  /** Its Sid, else its place. */
  readonly name: string;
  /** Service prefixes of its actions; undefined when they may be any. */
  readonly services: ReadonlySet<string> | undefined;
  /** @param action in lower case */
  readonly covers: (action: string, resource: string, read: KeyReader) => boolean;
  /** 'caller' in a policy that names no principals. */
  readonly naming: (principal: Principal, hasBoundary: boolean) => Naming | undefined;
  readonly conditions: readonly Condition[];
}

type Element = 'Action' | 'Resource' | 'Principal';
type Written = Readonly<Record<string, unknown>>;

const ELEMENTS = new Set(
  'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' '),
);

interface Setting {
  readonly kind: PolicyKind;
  readonly hasVariables: boolean;
  readonly place: number;
}

/** @throws CannotJudge naming the element that is unknown, missing or malformed */
export function compileStatement(written: unknown, { kind, hasVariables, place }: Setting): Statement {
  if (typeof written !== 'object' || written === null)
    throw new CannotJudge(`statement ${place}: it is no object`);
  const statement = written as Written;
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) throw new CannotJudge(`the element ${unknown} of statement ${place}`);
  const { Sid, Effect } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny')
    throw new CannotJudge(`the effect ${String(Effect)} of statement ${place}`);
  const isDeny = Effect === 'Deny';
  const { services, isNamed } = actionsOf(statement, place);
  const isResource = compileResources(statement, { kind, hasVariables, place }, isDeny);
  return {
    isDeny,
    name: typeof Sid === 'string' && Sid !== '' ? Sid : `statement ${place}`,
    services,
    covers: (action, resource, read) => isNamed(action) && isResource(resource, read),
    naming: compileNaming(statement, kind, isDeny, place),
    conditions: compileConditions(statement.Condition, hasVariables, isDeny),
  };
}

/** Which of an element and its Not form is written. */
function form(
  statement: Written,
  element: Element,
  place: number,
): { isNot: boolean; value: unknown } | undefined {
  const [plain, negated] = [statement[element], statement[`Not${element}`]];
  if (plain !== undefined && negated !== undefined)
    throw new CannotJudge(`statement ${place}: it has ${element} and Not${element}`);
  if (plain === undefined && negated === undefined) return undefined;
  return plain === undefined ? { isNot: true, value: negated } : { isNot: false, value: plain };
}

function strings(value: unknown, what: string): readonly string[] {
  const list = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  if (list.length === 0 || !list.every((one) => typeof one === 'string'))
    throw new CannotJudge(`${what} ${JSON.stringify(value)}`);
  return list;
}

function actionsOf(
  statement: Written,
  place: number,
): { services: ReadonlySet<string> | undefined; isNamed: Test } {
  const found = form(statement, 'Action', place);
  if (found === undefined) throw new CannotJudge(`statement ${place}: it has no Action`);
  const { services, isNamed } = compileActions(strings(found.value, 'the action'));
  return found.isNot ? { services: undefined, isNamed: (action) => !isNamed(action) } : { services, isNamed };
}

type ResourceTest = (resource: string, read: KeyReader) => boolean;

function compileResources(
  statement: Written,
  { kind, hasVariables, place }: Setting,
  isDeny: boolean,
): ResourceTest {
  const found = form(statement, 'Resource', place);
  if (kind === 'trust') {
    if (found !== undefined) throw new CannotJudge(`statement ${place}: a trust policy has no Resource`);
    return () => true;
  }
  if (found === undefined) throw new CannotJudge(`statement ${place}: it has no Resource`);
  const patterns = strings(found.value, 'the resource').map((written) =>
    compileResource(written, { hasVariables, isIdentity: kind === 'identity' }),
  );
  return (resource, read) => {
    const tests = patterns.map((one) => one(read));
    // A variable without a value makes a statement invalid (IAM user guide, "Variables and tags"): it allows nothing.
    if (!isDeny && tests.includes(undefined)) return false;
    return tests.some((test) => test?.(resource) === true) !== found.isNot;
  };
}

function compileNaming(
  statement: Written,
  kind: PolicyKind,
  isDeny: boolean,
  place: number,
): Statement['naming'] {
  const found = form(statement, 'Principal', place);
  if (kind === 'identity') {
    if (found !== undefined) throw new CannotJudge(`statement ${place}: an identity policy has no Principal`);
    return () => 'caller';
  }
  if (found === undefined) throw new CannotJudge(`statement ${place}: it has no Principal`);
  const element = compilePrincipal(found.value);
  if (!found.isNot) return (principal) => element.naming(principal);
  // "Using it with Allow is not supported", nor "in an IAM role trust policy" (IAM user guide, "NotPrincipal").
  if (!isDeny) throw new CannotJudge(`statement ${place}: NotPrincipal with Allow is not supported`);
  if (kind === 'trust') throw new CannotJudge(`statement ${place}: a trust policy has no NotPrincipal`);
  return exceptPrincipal(element);
}

/** A NotPrincipal denies everybody who has a permissions boundary, whoever it lists (IAM user guide, "NotPrincipal"). */
function exceptPrincipal(element: PrincipalElement): Statement['naming'] {
  return (principal, hasBoundary) => (hasBoundary || !element.exempts(principal) ? 'caller' : undefined);
}

function compileConditions(written: unknown, hasVariables: boolean, isDeny: boolean): readonly Condition[] {
  if (written === undefined) return [];
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new CannotJudge(`the condition ${JSON.stringify(written)}`);
  return Object.entries(written).flatMap(([operator, keys]) => {
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys))
      throw new CannotJudge(`the condition ${operator} ${JSON.stringify(keys)}`);
    return Object.entries(keys as Written).map(([key, value]) =>
      compileCondition(operator, key, conditionValues(value, `the condition ${operator} ${key}`), {
        hasVariables,
        isDeny,
      }),
    );
  });
}

/** Numbers and booleans count as their texts. */
function conditionValues(value: unknown, what: string): readonly string[] {
  const list = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  return list.map((one) => {
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean')
      throw new CannotJudge(`${what} ${JSON.stringify(value)}`);
    return String(one);
  });
}
