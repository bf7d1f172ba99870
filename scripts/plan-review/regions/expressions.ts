import type { Configured, StackPlan, Value } from '../model/types';

/** What two stacks of one class may differ in everywhere: where they are, and what follows from it. */
export interface Surroundings {
  readonly replacements: readonly (readonly [RegExp, string])[];
}

/** @param other the stack that it is compared with */
export function surroundingsOf(plan: StackPlan, other: StackPlan): Surroundings {
  const literal = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g');
  const network = networkOf(plan);
  return {
    replacements: [
      ...(plan.region === undefined ? [] : [[literal(plan.region), '<region>'] as const]),
      ...(other.region === undefined ? [] : [[literal(other.region), '<other region>'] as const]),
      [literal(plan.stack), '<stack>'],
      ...(network === undefined ? [] : [[literal(network), '<network>.'] as const]),
      // Which generation is live is each region's own matter; the interlock watches it.
      [/SyncWellMetadata-restored-\d{4}-\d{2}-\d{2}(-\d+)?/g, 'SyncWellMetadata'],
    ],
  };
}

/** `10.20.`, the first half of the network's range. */
function networkOf({ configuration }: StackPlan): string | undefined {
  const vpc = configuration.find(({ type }) => type === 'aws_vpc');
  const range = vpc === undefined ? undefined : plain(vpc.expressions.cidr_block, { replacements: [] });
  return typeof range === 'string' ? /^\d+\.\d+\./.exec(range)?.[0] : undefined;
}

/** What the configuration says of a resource, as plain values: constants as they are, the rest as what they refer to. */
export function plainExpressions({ expressions }: Configured, surroundings: Surroundings): Value {
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, plain(expression, surroundings)]),
  );
}

function plain(expression: Value, surroundings: Surroundings): Value {
  if (Array.isArray(expression)) return expression.map((part) => plain(part, surroundings));
  if (typeof expression !== 'object' || expression === null) return expression;
  if ('constant_value' in expression) return replaced(expression.constant_value, surroundings);
  if ('references' in expression && Array.isArray(expression.references)) {
    const references = [...new Set(expression.references.map(String))].sort();
    return `\${${String(replaced(references.join(', '), surroundings))}}`;
  }
  return Object.fromEntries(
    Object.entries(expression).map(([key, part]) => [key, plain(part, surroundings)]),
  );
}

function replaced(value: Value, surroundings: Surroundings): Value {
  if (typeof value === 'string') {
    return surroundings.replacements.reduce((text, [pattern, name]) => text.replace(pattern, name), value);
  }
  if (Array.isArray(value)) return value.map((part) => replaced(part, surroundings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part, surroundings)]));
}
