import { ACCESS } from './areas/access';
import { ALARMS } from './areas/alarms';
import { BACKUPS } from './areas/backups';
import { BUCKETS } from './areas/buckets';
import { DRILLS } from './areas/drills';
import { FLEET } from './areas/fleet';
import { KEYS } from './areas/keys';
import { LOCAL } from './areas/local';
import { QUOTAS } from './areas/quotas';
import { RUNTIME } from './areas/runtime';
import { SECRETS } from './areas/secrets';
import { STATE } from './areas/state';
import { TABLE } from './areas/table';
import { TRAFFIC } from './areas/traffic';
import { VAULT } from './areas/vault';
import type { Check } from './check';

/** Every check, by area, in the order in which they are told. */
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
