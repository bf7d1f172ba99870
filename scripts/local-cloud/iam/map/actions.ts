import table from './service-actions.json';

export interface ServiceTable {
  /** Resource type -> patterns of its ARN, for example `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** Action -> its resource types, with `!` behind those that the reference marks as required. */
  readonly actions: Readonly<Record<string, string>>;
}

/** By prefix, for example `dynamodb`. */
export type ActionTable = Readonly<Record<string, ServiceTable>>;

export interface ResourceType {
  readonly type: string;
  readonly required: boolean;
}

const TABLE = table as unknown as ActionTable;

/** The resource types of an action, by the service authorization reference. @returns undefined for an unknown action */
export function resourceTypesOf(prefix: string, action: string): readonly ResourceType[] | undefined {
  const types = TABLE[prefix]?.actions[action];
  if (types === undefined) return undefined;
  const known = TYPES.get(types) ?? typesIn(types);
  TYPES.set(types, known);
  return known;
}

/** Every call asks, and few lists of types differ. */
const TYPES = new Map<string, readonly ResourceType[]>();

function typesIn(types: string): readonly ResourceType[] {
  return types
    .split(' ')
    .filter((type) => type !== '')
    .map((type) => ({ type: type.replace(/!$/, ''), required: type.endsWith('!') }));
}

/** Every resource type of a service. */
export function typesOf(prefix: string): readonly string[] {
  return Object.keys(TABLE[prefix]?.types ?? {});
}

/** The patterns of a resource type's ARN, with their variables. */
export function patternsOf(prefix: string, type: string): readonly string[] {
  return TABLE[prefix]?.types[type] ?? [];
}

const EXPRESSIONS = new Map<string, RegExp>();

/** Whether an ARN is one of the type: account and region are one segment, names may hold slashes and colons. */
export function fits(prefix: string, type: string, arn: string): boolean {
  return patternsOf(prefix, type).some((pattern) => expressionOf(pattern).test(arn));
}

function expressionOf(pattern: string): RegExp {
  const known = EXPRESSIONS.get(pattern);
  if (known !== undefined) return known;
  const source = pattern
    .replaceAll(/[.+^()|[\]\\?*]/g, '\\$&')
    .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => VARIABLES[name] ?? '.+')
    .replaceAll('\\*', '[^:]*');
  const expression = new RegExp(`^${source}$`);
  EXPRESSIONS.set(pattern, expression);
  return expression;
}

const VARIABLES: Readonly<Record<string, string>> = {
  Partition: 'aws[a-z-]*',
  Region: '[a-z0-9-]+',
  Account: '(?:\\d{12}|aws)',
  Vendor: '[a-z0-9]+',
  TableName: '[\\w.*-]+',
  BucketName: '[a-z0-9.-]+',
};
