import type { Value } from '../model/types';

/** The object or array that a text holds; undefined: it holds none. */
export function parseJsonText(value: Value): object | undefined {
  if (typeof value !== 'string') return undefined;
  const first = value.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
