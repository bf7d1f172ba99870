import type { Fault } from '../support/fault';
import { ACCESS_AND_KEYS } from './access-and-keys';
import { BUCKETS_AND_STATE } from './buckets-and-state';
import { RUNTIME_AND_FLEET } from './runtime-and-fleet';
import { SECRETS_TO_LOCAL } from './secrets-to-local';
import { TABLE_AND_BACKUPS } from './table-and-backups';
import { VAULT } from './vault';

/** At least one for every check. */
export const FAULTS: readonly Fault[] = [
  ...ACCESS_AND_KEYS,
  ...TABLE_AND_BACKUPS,
  ...RUNTIME_AND_FLEET,
  ...BUCKETS_AND_STATE,
  ...SECRETS_TO_LOCAL,
  ...VAULT,
];
