import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { allow, type Statement } from './statement';

/** Reads every state. Takes no lock: a plan that holds one would stop a recovery from applying. */
export function readState(names: Names): Statement[] {
  return [allow('State', ['s3:GetObject'], patternsFor(names).stateObjects)];
}

/**
 * Reads every state and writes some, under their locks: a lock is an object beside the state, removed when done. A state
 * is never deleted: every version stays.
 *
 * @param objects ARNs of the states that may be written. @default every state
 */
export function writeState(
  names: Names,
  objects: readonly string[] = [patternsFor(names).stateObjects],
): Statement[] {
  return [
    ...readState(names),
    allow('StateLock', ['s3:PutObject', 's3:DeleteObject'], locksOf(objects)),
    allow('StateWrite', ['s3:PutObject'], objects),
  ];
}

function locksOf(objects: readonly string[]): string[] {
  return objects.map((object) => `${object}.tflock`);
}
