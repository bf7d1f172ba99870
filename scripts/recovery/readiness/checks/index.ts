import { ACCESS } from './access';
import { ALARMS } from './alarms';
import { BACKUPS } from './backups';
import { BUCKETS } from './buckets';
import { DRILLS } from './drills';
import { FLEET } from './fleet';
import { KEYS } from './keys';
import { LOCAL } from './local';
import { QUOTAS } from './quotas';
import { RUNTIME } from './runtime';
import { SECRETS } from './secrets';
import { STATE } from './state';
import { TABLE } from './table';
import { TRAFFIC } from './traffic';
import { VAULT } from './vault';
import type { RegionKind } from '../../../../settings';
import type { Check, Moment } from '../model';

/** Every check that there is, by area. */
export const CHECKS: readonly Check[] = [
  ...ACCESS,
  ...KEYS,
  ...TABLE,
  ...BACKUPS,
  ...RUNTIME,
  ...FLEET,
  ...QUOTAS,
  ...BUCKETS,
  ...VAULT,
  ...STATE,
  ...SECRETS,
  ...ALARMS,
  ...TRAFFIC,
  ...DRILLS,
  ...LOCAL,
];

/**
 * The checks of a moment, in the order in which they are told.
 *
 * @param where of a run: the region that it works in. Checks that ask the other one are left out, for that may be lost
 */
export function checksAt(moment: Moment, where?: RegionKind): Check[] {
  return CHECKS.filter(
    ({ moments = ['doctor'], region }) =>
      moments.includes(moment) && (region === undefined || where === undefined || region === where),
  );
}
