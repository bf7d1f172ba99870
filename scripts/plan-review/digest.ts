import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../engine/json';
import { isMarked, marksOf, type Marks } from './masking/marks';
import type { ResourceChange, OutputChange, StackPlan, Value } from './model/types';
import { isChange } from './model/verb';

/**
 * What a plan would do, as one number: equal for two plans that do the same, whenever and wherever they were made. What
 * stays as it is, times and the order of keys do not count.
 *
 * Sensitive values count as present, not as themselves: the digest is published, and a short secret could be guessed
 * from it.
 *
 * @returns `sha256:` and 64 hexadecimal digits
 */
export function digestOf(plans: readonly StackPlan[]): string {
  const hash = createHash('sha256');
  for (const plan of [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1))) {
    hash.update(canonicalJson([plan.stack, plan.errored, plan.deferred, plan.invocations]));
    for (const change of plan.changes) {
      if (isChange(change)) hash.update(canonicalJson(ofChange(change)));
    }
    for (const output of plan.outputs) {
      if (output.verb !== 'nothing') hash.update(canonicalJson([output.name, ...ofValues(output)]));
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

function ofChange(change: ResourceChange): Json {
  return [
    change.address,
    change.deposed ?? null,
    change.movedFrom ?? null,
    change.imports === undefined ? null : { id: change.imports.id ?? null },
    [...change.actions],
    ...ofValues(change),
  ];
}

function ofValues({
  before,
  after,
  unknown,
  beforeSensitive,
  afterSensitive,
}: ResourceChange | OutputChange): Json[] {
  return [
    withoutSecrets(before, beforeSensitive),
    withoutSecrets(after, afterSensitive),
    (unknown ?? null) as Json,
  ];
}

function withoutSecrets(value: Value, marks: Marks): Json {
  if (isMarked(marks)) return { sensitive: value !== null };
  if (Array.isArray(value)) return value.map((part, index) => withoutSecrets(part, marksOf(marks, index)));
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withoutSecrets(part, marksOf(marks, key))]),
  );
}
