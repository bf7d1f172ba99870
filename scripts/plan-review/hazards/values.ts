import { own } from '../model/own';
import type { Value } from '../model/types';

/** The value at a path such as `point_in_time_recovery.0.enabled`; undefined where nothing is. */
export function valueAt(value: Value, path: string): Value {
  return path.split('.').reduce<Value>((part, key) => own(part, key), value);
}

export function textAt(value: Value, path: string): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

export function listAt(value: Value, path: string): readonly Value[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? (found as readonly Value[]) : [];
}

export interface Leaf {
  /** `rule.0.lifecycle.0.delete_after` */
  readonly path: string;
  /** The last name of the path. */
  readonly name: string;
  readonly value: Value;
}

/** Every value that is no object, with its path. */
export function* leavesOf(value: Value, path: readonly string[] = [], name = ''): Generator<Leaf> {
  if (typeof value !== 'object' || value === null) {
    yield { path: path.join('.'), name, value };
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    yield* leavesOf(part, [...path, key], Array.isArray(value) ? name : key);
  }
}
