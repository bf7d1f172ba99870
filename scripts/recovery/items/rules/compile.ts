import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { plainOf, type Item, type ItemKey } from '../item';
import { invalidRules, type EntityRules, type ReferenceRules, type Rules } from './rules';
import { Template, type Variables } from './template';

/** What an item is, and what is wrong with it. */
export interface Judgement {
  readonly entity: Entity | undefined;
  readonly plain: Readonly<Record<string, unknown>>;
  /** What is wrong, by attribute and reason; values are not told. Undefined when nothing is. */
  readonly problem: string | undefined;
}

export interface Entity {
  readonly name: string;
  /** Attribute that holds the second after which it goes away on its own. */
  readonly expires: string | undefined;
  readonly references: readonly Reference[];
  /** See the rules file; empty where nothing may be merged. */
  readonly merge: { readonly attributes: readonly string[]; readonly counters: readonly string[] };
  /** When a deletion is believed; undefined: never without a person. */
  readonly deletion: EntityRules['deletion'];
  /** The named groups of its key's patterns. */
  groups(key: ItemKey): Variables;
}

export interface Reference {
  readonly name: string;
  /** Sort key of the other item. */
  readonly to: Template;
  readonly equal: { readonly attribute: string; readonly part: RegExp; readonly other: string } | undefined;
}

interface Judging extends Entity {
  readonly PK: RegExp;
  readonly SK: RegExp;
  readonly fits: ValidateFunction;
  readonly derived: readonly {
    readonly attribute: string;
    readonly template: Template;
    readonly suffix: RegExp;
  }[];
}

/** Rules, compiled once for any number of items. */
export class CompiledRules {
  private readonly entities: readonly Judging[];

  /**
   * @param variables of templates, beside the named groups of keys
   * @throws Stop RULES_INVALID for a schema that is none, or a template with a name that nothing sets
   */
  constructor(rules: Rules, variables: Variables) {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    this.entities = rules.entities.map((entity) => compileEntity(ajv, { entity, rules, variables }));
  }

  get names(): string[] {
    return this.entities.map(({ name }) => name);
  }

  /** Entities that come and go on their own. */
  get fleeting(): ReadonlySet<string> {
    return new Set(this.entities.filter(({ expires }) => expires !== undefined).map(({ name }) => name));
  }

  entityOf(key: ItemKey): Entity | undefined {
    return this.find(key);
  }

  judge(key: ItemKey, item: Item): Judgement {
    const plain = plainOf(item);
    const entity = this.find(key);
    return { entity, plain, problem: entity && problemOf(entity, key, plain) };
  }

  private find({ PK, SK }: ItemKey): Judging | undefined {
    return this.entities.find((entity) => entity.SK.test(SK) && entity.PK.test(PK));
  }
}

interface CompileProps {
  readonly entity: EntityRules;
  readonly rules: Rules;
  readonly variables: Variables;
}

function compileEntity(ajv: Ajv, { entity, rules, variables }: CompileProps): Judging {
  const { name, key, expires, schema, derived, merge, deletion } = entity;
  const PK = new RegExp(key.PK, 'u');
  const SK = new RegExp(key.SK, 'u');
  const groups = [...`${key.PK}${key.SK}`.matchAll(/\(\?<(\w+)>/g)].map(([, group = '']) => group);
  const template = (source: string): Template => {
    const made = new Template(source).with(variables);
    const unset = made.names.filter((one) => !groups.includes(one));
    if (unset.length === 0) return made;
    const allowed = [...groups, ...Object.keys(variables)].join(', ');
    throw invalidRules(`${name}: {${unset.join('}, {')}} is not set by its key; allowed are ${allowed}`);
  };
  return {
    name,
    expires,
    PK,
    SK,
    fits: compileSchema(ajv, name, { definitions: rules.definitions, ...schema }),
    groups: groupsBy(PK, SK),
    merge: merge ?? { attributes: [], counters: [] },
    deletion,
    derived: derived.map(({ attribute, template: source, suffix = '^$' }) => ({
      attribute,
      template: template(source),
      suffix: new RegExp(suffix, 'u'),
    })),
    references: rules.references
      .filter(({ from }) => from === name)
      .map((reference) => compileReference(reference, template)),
  };
}

/** The named groups of keys; those of a partition are found once, since its items come together. */
function groupsBy(PK: RegExp, SK: RegExp): Entity['groups'] {
  let partition: string | undefined;
  let known: Variables | undefined;
  return (key) => {
    if (key.PK !== partition) {
      partition = key.PK;
      known = PK.exec(key.PK)?.groups;
    }
    return { ...known, ...SK.exec(key.SK)?.groups };
  };
}

function compileReference(
  { name, to, equal }: ReferenceRules,
  template: (source: string) => Template,
): Reference {
  return {
    name,
    to: template(to),
    equal: equal && { ...equal, part: new RegExp(equal.part, 'u') },
  };
}

function compileSchema(ajv: Ajv, name: string, schema: object): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw invalidRules(`the schema of ${name} is none: ${(error as Error).message}`);
  }
}

function problemOf(
  entity: Judging,
  key: ItemKey,
  plain: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!entity.fits(plain)) return describe(entity.fits.errors ?? []);
  if (entity.derived.length === 0) return undefined;
  const groups = entity.groups(key);
  for (const { attribute, template, suffix } of entity.derived) {
    const value = plain[attribute];
    if (value === undefined) continue;
    const start = template.render(groups);
    if (typeof value !== 'string' || !value.startsWith(start) || !suffix.test(value.slice(start.length))) {
      return `${attribute} does not follow from the key`;
    }
  }
  return undefined;
}

/** ajv's messages name what is allowed, never what was got. */
function describe(errors: readonly ErrorObject[]): string {
  const texts = errors
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message = 'is wrong', keyword, params }) => {
      const what = instancePath.slice(1).replaceAll('/', '.') || 'item';
      return keyword === 'additionalProperties'
        ? `${(params as { additionalProperty: string }).additionalProperty} is not known`
        : `${what} ${message}`;
    });
  return [...new Set(texts)].join('; ');
}
