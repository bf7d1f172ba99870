import { autoscaling } from './autoscaling';
import { capacity } from './capacity';
import { contributorInsights } from './contributor-insights';
import { deletionProtection } from './deletion-protection';
import { encryption } from './encryption';
import { globalIndexes } from './global-indexes';
import { keySchema } from './key-schema';
import { kinesisDestinations } from './kinesis-destinations';
import { localIndexes } from './local-indexes';
import { pointInTime } from './point-in-time';
import { replicas } from './replicas';
import { resourcePolicy } from './resource-policy';
import type { Setting } from './setting';
import { stream } from './stream';
import { tableClass } from './table-class';
import { tags } from './tags';
import { timeToLive } from './time-to-live';
import { warmThroughput } from './warm-throughput';

/**
 * Every setting of a table, in the order in which they are put: first what cannot be set at all, then protection, then
 * what makes it the table that it was; TTL last, because it deletes items.
 */
export const SETTINGS: readonly Setting[] = [
  keySchema,
  localIndexes,
  pointInTime,
  deletionProtection,
  tags,
  encryption,
  globalIndexes,
  capacity,
  tableClass,
  warmThroughput,
  stream,
  kinesisDestinations,
  contributorInsights,
  autoscaling,
  resourcePolicy,
  replicas,
  timeToLive,
];
