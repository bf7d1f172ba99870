import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { allow, type Statement } from './statement';

/** Reads the state and holds its lock while planning: a lock file is written beside the state, then removed. */
export function readState(names: Names): Statement[] {
  const { stateObjects, stateLocks } = patternsFor(names);
  return [
    allow('State', ['s3:GetObject'], stateObjects),
    allow('StateLock', ['s3:PutObject', 's3:DeleteObject'], stateLocks),
  ];
}

/** The same, and writes the state. It is never deleted: every version stays. */
export function writeState(names: Names): Statement[] {
  return [...readState(names), allow('StateWrite', ['s3:PutObject'], patternsFor(names).stateObjects)];
}
