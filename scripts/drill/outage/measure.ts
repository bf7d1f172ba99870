import type { TableState } from '../item';
import { measureRecovery, minutesBetween, type MeasuredRecovery, type Objectives } from '../objectives';
import type { Ledger, Write } from '../worker/ledger';

/** The writes that were acknowledged, by where the users were. */
export interface Ledgers {
  /** In the primary region, before it was lost. */
  readonly home: Ledger;
  /** In the recovery region. */
  readonly away: Ledger;
  /** In the primary region, after the failback. */
  readonly back: Ledger;
}

export interface MeasureProps {
  readonly ledgers: Ledgers;
  /** Cloud times in milliseconds since the epoch: the region was lost; the second to which the table was rebuilt. */
  readonly lost: number;
  readonly restorePoint: number;
  /** What the rebuild brought, before anybody wrote to it. */
  readonly brought: TableState;
  readonly objectives: Objectives;
}

/**
 * What the service's users felt, in minutes of the cloud's time. The recovery time counts from the loss of the region to the
 * first user who was read, written and given a token; the recovery point from the oldest write that is missing, or the
 * restore point where that is older, to the loss.
 */
export interface MeasuredOutage extends MeasuredRecovery {
  readonly writesKept: number;
  readonly writesLost: number;
  /** Minutes before the loss at which the newest and the oldest missing write were acknowledged; null: none is missing. */
  readonly newestLossMinutes: number | null;
  readonly oldestLossMinutes: number | null;
  readonly writesAway: number;
  /** From the last write in the recovery region to the first one after the failback; null: none was. */
  readonly failbackOutageMinutes: number | null;
  readonly writesBack: number;
}

/** Done only after the user's items were read, a lock was written and the token was there. */
const WHOLE_JOB = 'schedule next sync';

/** Recovery time and point as the probe saw them, against the objectives. Pure. */
export function measureOutage(props: MeasureProps): MeasuredOutage {
  const { ledgers, lost, restorePoint, brought, objectives } = props;
  const { home, away, back } = ledgers;
  const missing = writesMissing(home, brought);
  const oldest = Math.min(restorePoint, ...missing.map(({ time }) => time));
  const served = away.writes.find(({ operation }) => operation === WHOLE_JOB)?.time;
  const before = (time: number | undefined): number | null =>
    time === undefined ? null : minutesBetween(time, lost);
  const [firstBack] = back.writes;
  const lastAway = away.writes.at(-1);
  return {
    ...measureRecovery({ begun: lost, served, reached: oldest, ended: lost }, objectives),
    writesKept: home.writes.length - missing.length,
    writesLost: missing.length,
    newestLossMinutes: before(missing.at(-1)?.time),
    oldestLossMinutes: before(missing[0]?.time),
    writesAway: away.writes.length,
    failbackOutageMinutes:
      firstBack === undefined || lastAway === undefined
        ? null
        : minutesBetween(lastAway.time, firstBack.time),
    writesBack: back.writes.length,
  };
}

/** Writes that a state knows nothing of: neither what they left, nor what a later one of the same item did. */
export function writesMissing(ledger: Ledger, state: TableState): Write[] {
  const missing = new Set<Write>();
  for (const [key, history] of ledger.histories()) {
    const reached = history.findLastIndex(({ image }) => image === (state.get(key) ?? null));
    for (const write of history.slice(reached + 1)) missing.add(write);
  }
  return ledger.writes.filter((write) => missing.has(write));
}
