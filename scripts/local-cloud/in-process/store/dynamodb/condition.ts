import type { Item } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';
import { Expression, type Placeholders } from './expression';
import { compare, equal, typeOf } from './values';

export type Condition = (item: Item) => boolean;
type Operand = (item: Item) => Json | undefined;

/**
 * A condition, key condition or filter (DynamoDB developer guide, "Condition and filter expressions, operators, and
 * functions"). @throws Refusal ValidationException
 */
export function parseCondition(text: string, placeholders: Placeholders): Condition {
  const expression = new Expression(text, placeholders);
  const condition = either(expression);
  if (!expression.isAtEnd) throw expression.wrong();
  return condition;
}

function either(expression: Expression): Condition {
  const left = both(expression);
  if (!expression.takes('OR')) return left;
  const right = either(expression);
  return (item) => left(item) || right(item);
}

function both(expression: Expression): Condition {
  const left = single(expression);
  if (!expression.takes('AND')) return left;
  const right = both(expression);
  return (item) => left(item) && right(item);
}

function single(expression: Expression): Condition {
  if (expression.takes('NOT')) {
    const negated = single(expression);
    return (item) => !negated(item);
  }
  if (expression.takes('(')) {
    const inner = either(expression);
    expression.expect(')');
    return inner;
  }
  return ask(expression) ?? comparison(expression);
}

/** A function that is a condition by itself. */
function ask(expression: Expression): Condition | undefined {
  const name = ['ATTRIBUTE_EXISTS', 'ATTRIBUTE_NOT_EXISTS', 'ATTRIBUTE_TYPE', 'BEGINS_WITH', 'CONTAINS'].find(
    (one) => expression.takes(one),
  );
  if (name === undefined) return undefined;
  expression.expect('(');
  const attribute = expression.attribute();
  if (name.endsWith('EXISTS')) {
    expression.expect(')');
    return name === 'ATTRIBUTE_EXISTS' ? (item) => attribute in item : (item) => !(attribute in item);
  }
  expression.expect(',');
  const wanted = operand(expression);
  expression.expect(')');
  return (item) => {
    const value = item[attribute];
    const other = wanted(item);
    if (value === undefined || other === undefined) return false;
    if (name === 'ATTRIBUTE_TYPE') return typeOf(value) === other.S;
    if (name === 'BEGINS_WITH') return 'S' in value && String(value.S).startsWith(String(other.S));
    return contains(value, other);
  };
}

function contains(value: Json, other: Json): boolean {
  const content = Object.values(value)[0];
  if (typeof content === 'string') return typeOf(value) === 'S' && content.includes(String(other.S));
  if (!Array.isArray(content)) return false;
  return (content as readonly unknown[]).some((one) =>
    typeof one === 'string' ? one === Object.values(other)[0] : equal(one as Json, other),
  );
}

function comparison(expression: Expression): Condition {
  const left = operand(expression);
  if (expression.takes('BETWEEN')) {
    const low = operand(expression);
    expression.expect('AND');
    const high = operand(expression);
    return (item) => order(left, low, item, (by) => by >= 0) && order(left, high, item, (by) => by <= 0);
  }
  if (expression.takes('IN')) {
    expression.expect('(');
    const choices = [operand(expression)];
    while (expression.takes(',')) choices.push(operand(expression));
    expression.expect(')');
    return (item) => choices.some((choice) => same(left, choice, item));
  }
  const operator = expression.take();
  const right = operand(expression);
  switch (operator) {
    case '=':
      return (item) => same(left, right, item);
    case '<>':
      return (item) => !same(left, right, item);
    case '<':
      return (item) => order(left, right, item, (by) => by < 0);
    case '<=':
      return (item) => order(left, right, item, (by) => by <= 0);
    case '>':
      return (item) => order(left, right, item, (by) => by > 0);
    case '>=':
      return (item) => order(left, right, item, (by) => by >= 0);
    default:
      throw expression.wrong();
  }
}

function operand(expression: Expression): Operand {
  if (expression.next?.startsWith(':') === true) {
    const value = expression.value();
    return () => value;
  }
  const attribute = expression.attribute();
  return (item) => item[attribute];
}

function same(left: Operand, right: Operand, item: Item): boolean {
  const [a, b] = [left(item), right(item)];
  return a !== undefined && b !== undefined && equal(a, b);
}

function order(left: Operand, right: Operand, item: Item, holds: (by: number) => boolean): boolean {
  const [a, b] = [left(item), right(item)];
  const by = a === undefined || b === undefined ? undefined : compare(a, b);
  return by !== undefined && holds(by);
}
