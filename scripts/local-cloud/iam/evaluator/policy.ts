import { CannotJudge } from './cannot-judge';
import { compileStatement, type PolicyKind, type Statement } from './statement';

/** A policy document, read once. */
export interface Policy {
  /** For a person: `identity policy syncwell-operator-data`. */
  readonly name: string;
  readonly kind: PolicyKind;
  readonly statements: readonly Statement[];
  /** Its statements that may cover an action of a service. */
  readonly about: (service: string) => StatementsOfService;
}

export interface StatementsOfService {
  readonly denials: readonly Statement[];
  readonly allowances: readonly Statement[];
}

const ELEMENTS = ['Version', 'Id', 'Statement'];

/**
 * @param document JSON text, or what JSON.parse made of it
 * @throws CannotJudge naming the policy and what in it is unknown
 */
export function compilePolicy(document: unknown, kind: PolicyKind, name: string): Policy {
  try {
    const statements = statementsOf(document, kind);
    return { name, kind, statements, about: byService(statements) };
  } catch (error) {
    if (error instanceof CannotJudge) throw new CannotJudge(`${error.what} (${name})`);
    throw error;
  }
}

/** Most statements are about one service, and most calls about another. */
function byService(statements: readonly Statement[]): Policy['about'] {
  const known = new Map<string, StatementsOfService>();
  return (service) => {
    const found = known.get(service);
    if (found !== undefined) return found;
    const about = statements.filter(({ services }) => services?.has(service) !== false);
    const made = {
      denials: about.filter(({ isDeny }) => isDeny),
      allowances: about.filter(({ isDeny }) => !isDeny),
    };
    known.set(service, made);
    return made;
  };
}

function statementsOf(document: unknown, kind: PolicyKind): readonly Statement[] {
  const policy = typeof document === 'string' ? parse(document) : document;
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy))
    throw new CannotJudge('a policy that is no object');
  const unknown = Object.keys(policy).find((element) => !ELEMENTS.includes(element));
  if (unknown !== undefined) throw new CannotJudge(`the element ${unknown}`);
  // Without a Version, IAM takes the older one.
  const { Version = '2008-10-17', Statement: written } = policy as Readonly<Record<string, unknown>>;
  if (Version !== '2012-10-17' && Version !== '2008-10-17')
    throw new CannotJudge(`the version ${JSON.stringify(Version)}`);
  if (written === undefined) throw new CannotJudge('a policy without Statement');
  const statements = (Array.isArray(written) ? written : [written]) as readonly unknown[];
  const hasVariables = Version === '2012-10-17';
  return statements.map((one, at) => compileStatement(one, { kind, hasVariables, place: at + 1 }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CannotJudge('a policy that is no JSON');
  }
}
