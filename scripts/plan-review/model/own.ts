import type { Value } from './types';

/** A member of an object or a list; undefined where there is none. Not what every object inherits: keys are anybody's. */
export function own(value: Value, key: string | number): Value {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string | number, Value>>)[key];
}
