import { CannotJudge } from './cannot-judge';
import { knownKey } from './global-keys';
import { OPERATORS, type Operator } from './operators';
import type { Pattern, Test } from './patterns';
import type { KeyReader } from './question';

export interface Condition {
  /** For a person: `StringEquals aws:SourceVpce`. */
  readonly name: string;
  readonly holds: (read: KeyReader) => boolean;
}

interface Setting {
  readonly hasVariables: boolean;
  readonly isDeny: boolean;
}

interface Reading {
  readonly key: string;
  readonly operator: Operator;
  readonly patterns: readonly Pattern[];
  readonly quantifier: string | undefined;
  readonly ifExists: boolean;
  readonly isDeny: boolean;
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** @throws CannotJudge naming the operator, key or value that is unknown */
export function compileCondition(
  written: string,
  writtenKey: string,
  values: readonly string[],
  { hasVariables, isDeny }: Setting,
): Condition {
  const name = `${written} ${writtenKey}`;
  const key = knownKey(writtenKey);
  if (values.length === 0) throw new CannotJudge(`the condition ${name}: it has no value`);
  if (written === 'Null') return { name, holds: nullTest(key, values) };
  const [, quantifier, base = '', suffix] = NAME.exec(written) ?? [];
  const operator = OPERATORS.get(base);
  if (operator === undefined) throw new CannotJudge(`the condition operator ${written}`);
  const patterns = values.map((value) => operator.compile(value, hasVariables));
  const reading = { key, operator, patterns, quantifier, ifExists: suffix !== undefined, isDeny };
  return { name, holds: (read) => holds(reading, read) };
}

function nullTest(key: string, values: readonly string[]): (read: KeyReader) => boolean {
  const wanted = values.map((value) => value.toLowerCase());
  const odd = wanted.find((value) => value !== 'true' && value !== 'false');
  if (odd !== undefined) throw new CannotJudge(`the boolean ${odd}`);
  return (read) => wanted.includes(String(read(key) === undefined));
}

function holds(reading: Reading, read: KeyReader): boolean {
  const { key, operator, quantifier, ifExists, isDeny } = reading;
  const got = read(key);
  if (got === undefined && ifExists) return true;
  const tests = reading.patterns.map((one) => one(read));
  // A variable without a value makes a statement invalid (IAM user guide, "Variables and tags"): it allows nothing.
  if (!isDeny && tests.includes(undefined)) return false;
  // "An empty data set (for example, an empty string)" is no value to a set operator.
  if (got === undefined || (quantifier !== undefined && got.every((value) => value === '')))
    return missing(quantifier, operator.isNegated);
  if (quantifier === undefined && got.length > 1)
    throw new CannotJudge(
      `the condition key ${key}: it has ${got.length} values, and ForAllValues or ForAnyValue is missing`,
    );
  const matches = (value: string): boolean => isMatch(tests, value) !== operator.isNegated;
  return quantifier === 'ForAllValues' ? got.every(matches) : got.some(matches);
}

/** IAM user guide, "Single-valued vs. multivalued context keys", and "Condition operators" for a negated one. */
function missing(quantifier: string | undefined, isNegated: boolean): boolean {
  if (quantifier === 'ForAllValues') return true;
  return quantifier === undefined && isNegated;
}

function isMatch(tests: readonly (Test | undefined)[], value: string): boolean {
  return tests.some((test) => test?.(value) === true);
}
