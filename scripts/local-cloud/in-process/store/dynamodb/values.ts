import { sameItem } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';

/** The type of a typed value, for example `S`. */
export function typeOf(value: Json): string {
  return Object.keys(value)[0] ?? '';
}

/** Equal as DynamoDB sees it: numbers by their value, everything else by its content. */
export function equal(a: Json, b: Json): boolean {
  if ('N' in a && 'N' in b) return Number(a.N) === Number(b.N);
  return sameItem(a as Record<string, Json>, b as Record<string, Json>);
}

/** Negative, 0 or positive; undefined for values that have no order between them. */
export function compare(a: Json, b: Json): number | undefined {
  if ('N' in a && 'N' in b) return Number(a.N) - Number(b.N);
  if ('S' in a && 'S' in b) return Buffer.compare(Buffer.from(String(a.S)), Buffer.from(String(b.S)));
  if ('B' in a && 'B' in b) {
    return Buffer.compare(Buffer.from(String(a.B), 'base64'), Buffer.from(String(b.B), 'base64'));
  }
  return undefined;
}
