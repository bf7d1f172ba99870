import type { Json } from '../../engine/json';

/** Text of any value that a journal can hold. */
export function showJson(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
