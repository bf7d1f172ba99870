import type { Item } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';
import { Refusal } from '../refusal';
import { Expression, type Placeholders } from './expression';

/** What an update makes of an item, and which attributes it names. */
export interface Update {
  readonly attributes: readonly string[];
  readonly apply: (item: Item) => Item;
}

type Assigned = (item: Item) => Json;

/** SET and REMOVE of an update (DynamoDB developer guide, "Update expressions"). @throws Refusal ValidationException */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const expression = new Expression(text, placeholders);
  const assigned: [string, Assigned][] = [];
  const removed: string[] = [];
  while (!expression.isAtEnd) {
    if (expression.takes('SET')) {
      do {
        const attribute = expression.attribute();
        expression.expect('=');
        assigned.push([attribute, sum(expression)]);
      } while (expression.takes(','));
    } else if (expression.takes('REMOVE')) {
      do removed.push(expression.attribute());
      while (expression.takes(','));
    } else {
      const message = `the local cloud does not implement ${expression.take()} in ${text}`;
      throw new Refusal('NotImplemented', message, { status: 501 });
    }
  }
  return {
    attributes: [...assigned.map(([attribute]) => attribute), ...removed],
    apply: (item) => {
      // Every value is taken from the item as it was before.
      const values = assigned.map(([attribute, value]) => [attribute, value(item)] as const);
      const kept = Object.entries(item).filter(([attribute]) => !removed.includes(attribute));
      return { ...Object.fromEntries(kept), ...Object.fromEntries(values) };
    },
  };
}

function sum(expression: Expression): Assigned {
  const left = operand(expression);
  const sign = expression.takes('+') ? 1 : expression.takes('-') ? -1 : 0;
  if (sign === 0) return left;
  const right = operand(expression);
  return (item) => ({ N: String(numberOf(left(item)) + sign * numberOf(right(item))) });
}

function operand(expression: Expression): Assigned {
  if (expression.next?.startsWith(':') === true) {
    const value = expression.value();
    return () => value;
  }
  if (expression.takes('IF_NOT_EXISTS')) {
    expression.expect('(');
    const attribute = expression.attribute();
    expression.expect(',');
    const otherwise = operand(expression);
    expression.expect(')');
    return (item) => item[attribute] ?? otherwise(item);
  }
  const attribute = expression.attribute();
  return (item) => {
    const value = item[attribute];
    if (value !== undefined) return value;
    const message = 'The provided expression refers to an attribute that does not exist in the item';
    throw new Refusal('ValidationException', message);
  };
}

function numberOf(value: Json): number {
  const number = Number(value.N);
  if (Number.isSafeInteger(number)) return number;
  throw new Refusal('NotImplemented', 'the local cloud adds whole numbers only', { status: 501 });
}
