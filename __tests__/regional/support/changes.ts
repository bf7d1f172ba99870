import { isSwitchedOn } from '../../../scripts/recovery/service/traffic/switch';
import { AWAY, type TwoRegions } from './two-regions';

/** What makes or changes something, apart from journal and lease, which are objects. */
const CHANGES =
  /^(Create|Delete|Update|Restore|Register|Start|Stop|BatchWrite|TransactWrite|ExecuteStatement|PutItem|PutSecret|PutParameter|PutResourcePolicy|PutMetric|PutScaling)/;

/** Calls since then that made or changed something, in any region. */
export function changesSince({ cloud }: TwoRegions, from: number) {
  return cloud.requests.slice(from).filter(({ operation }) => CHANGES.test(operation));
}

/** Whether the traffic goes to the recovery region. Its switch is an object, as journal and lease are. */
export function isAway({ away: { s3 }, clock }: TwoRegions): Promise<boolean> {
  return isSwitchedOn({ target: AWAY, clock, s3 });
}
