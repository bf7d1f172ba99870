import { measureRecovery, minutesBetween, type MeasuredRecovery, type Objectives } from '../objectives';
import type { Availability } from '../worker/availability';
import type { Ledger } from '../worker/ledger';

/** When things happened, cloud time in milliseconds since the epoch. */
export interface Moments {
  /** The second that was restored. */
  readonly restorePoint: number;
  /** The recovery was begun. */
  readonly declared: number;
  /** By the recovery's journal: nothing could be written any more. */
  readonly halted: number;
  /** By the same: the service was let write again. */
  readonly resumed: number;
}

export interface MeasureProps {
  readonly ledger: Ledger;
  readonly availability: Availability;
  readonly moments: Moments;
  /** Keys whose right writes are not in the table that serves: those that wait for a person, and those that do not. */
  readonly waiting: ReadonlySet<string>;
  readonly lost: ReadonlySet<string>;
  readonly objectives: Objectives;
}

/**
 * What the service's users felt, in minutes of the cloud's time. The recovery time counts from the declaration to the first
 * write that was accepted afterwards; the recovery point from the restore point to the halt: what was written in between
 * has to be salvaged.
 */
export interface MeasuredCorruption extends MeasuredRecovery {
  /** From the first write that was refused to the first that was accepted again; null: it never ended. */
  readonly outageMinutes: number | null;
  readonly goodWritesKept: number;
  /** Right writes made after the restore point: back, listed for a person, and neither. */
  readonly goodWritesSalvaged: number;
  readonly goodWritesWaiting: number;
  readonly goodWritesLost: number;
  readonly badWritesRemoved: number;
  readonly writesSinceRecovery: number;
  readonly refusedWrites: Availability['refusals'];
  readonly reads: Availability['reads'];
  /** The last right write that is in the restored table, and the last one that is lost; ISO 8601. */
  readonly lastWriteKept: string | null;
  readonly lastWriteLost: string | null;
}

/** Recovery time and point as the probe saw them, against the objectives. Pure. */
export function measure(props: MeasureProps): MeasuredCorruption {
  const { ledger, availability, moments, waiting, objectives } = props;
  const { restorePoint, declared, halted, resumed } = moments;
  const since = ledger.writes.filter(({ time }) => time >= resumed);
  const before = ledger.writes.filter((write) => !since.includes(write));
  const kept = before.filter(({ good, time }) => good && time <= restorePoint);
  const after = before.filter(({ good, time }) => good && time > restorePoint);
  const lost = after.filter(({ key }) => props.lost.has(key));
  const outage = availability.outage();
  // The journal's halt, or later where the probe saw a write accepted after it.
  const ended = Math.max(halted, after.at(-1)?.time ?? 0);
  const recovery = { begun: declared, served: since[0]?.time, reached: restorePoint, ended };
  return {
    ...measureRecovery(recovery, objectives),
    outageMinutes: outage?.to === undefined ? null : minutesBetween(outage.from, outage.to),
    goodWritesKept: kept.length,
    goodWritesSalvaged: after.filter(({ key }) => !waiting.has(key) && !props.lost.has(key)).length,
    goodWritesWaiting: after.filter(({ key }) => waiting.has(key) && !props.lost.has(key)).length,
    goodWritesLost: lost.length,
    badWritesRemoved: before.filter(({ good }) => !good).length,
    writesSinceRecovery: since.length,
    refusedWrites: availability.refusals,
    reads: availability.reads,
    lastWriteKept: instant(kept.at(-1)?.time),
    lastWriteLost: instant(lost.at(-1)?.time),
  };
}

function instant(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
