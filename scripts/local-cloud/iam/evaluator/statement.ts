import { CannotJudge } from './cannot-judge';
import { compileCondition, type Condition } from './condition';
import { pattern, resourceLike, type Pattern, type Test } from './patterns';
import { compilePrincipal, type Naming, type PrincipalElement } from './principal';
import type { AccessQuestion, KeyReader, Principal } from './question';

export type PolicyKind = 'identity' | 'resource' | 'key' | 'trust' | 'endpoint';

export interface Statement {
  readonly isDeny: boolean;
  /** Its Sid, else its place. */
  readonly name: string;
  readonly covers: (question: AccessQuestion, read: KeyReader) => boolean;
  /** 'principal' in a policy that names no principals. */
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
  const isAction = compileActions(statement, place);
  const isResource = compileResources(statement, { kind, hasVariables, place }, isDeny);
  return {
    isDeny,
    name: typeof Sid === 'string' && Sid !== '' ? Sid : `statement ${place}`,
    covers: ({ action, resource }, read) => isAction(action) && isResource(resource, read),
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

function compileActions(statement: Written, place: number): Test {
  const found = form(statement, 'Action', place);
  if (found === undefined) throw new CannotJudge(`statement ${place}: it has no Action`);
  const tests = strings(found.value, 'the action').map(actionTest);
  return (action) => tests.some((test) => test(action)) !== found.isNot;
}

/** "The prefix and the action name are case insensitive" (IAM user guide, "Action"). */
function actionTest(written: string): Test {
  if (written !== '*' && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(written))
    throw new CannotJudge(`the action ${written}`);
  const compiled = new RegExp(`^${written.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return (action) => compiled.test(action);
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
  const patterns = strings(found.value, 'the resource').map((written): Pattern => {
    if (written !== '*' && !written.startsWith('arn:')) throw new CannotJudge(`the resource ${written}`);
    return pattern(written, hasVariables, resourceLike);
  });
  return (resource, read) => {
    const tests = patterns.map((one) => one(read));
    // What a variable without a value leaves out is not known: that may deny, but never allow.
    if (found.isNot && !isDeny && tests.includes(undefined)) return false;
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
    return () => 'principal';
  }
  if (found === undefined) throw new CannotJudge(`statement ${place}: it has no Principal`);
  const element = compilePrincipal(found.value);
  if (!found.isNot) return (principal) => element.naming(principal);
  if (!isDeny) throw new CannotJudge(`statement ${place}: NotPrincipal with Allow is not supported`);
  return exceptPrincipal(element);
}

/** A NotPrincipal denies everybody who has a permissions boundary, whoever it lists (IAM user guide, "NotPrincipal"). */
function exceptPrincipal(element: PrincipalElement): Statement['naming'] {
  return (principal, hasBoundary) => (hasBoundary || !element.exempts(principal) ? 'principal' : undefined);
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
