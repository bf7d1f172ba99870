import type { Item } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';
import { Expression, placeholdersOf } from './expression';

/** The attributes that the request wants to see. */
export function project(item: Item, body: Json): Item {
  if (typeof body.ProjectionExpression !== 'string') return item;
  const expression = new Expression(body.ProjectionExpression, placeholdersOf(body));
  const wanted = new Set([expression.attribute()]);
  while (expression.takes(',')) wanted.add(expression.attribute());
  if (!expression.isAtEnd) throw expression.wrong();
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name)));
}
