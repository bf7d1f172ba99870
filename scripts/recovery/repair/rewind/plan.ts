import { z } from 'zod';
import type { Facts } from '../../../engine/step';
import { isoTime } from '../../../engine/clock';
import { fingerprintOf } from '../history/attributes';
import { byKey } from '../history/by-key';
import { namesOf, writeUnits } from '../history/write-exactly';
import type { ReviewEntry } from '../history/review';
import type { Repair } from './settle-partition';

/** One write of a rewind: enough to take it back by, with the images from the stream. */
export const rewriteSchema = z.object({
  key: z.object({ PK: z.string(), SK: z.string() }),
  /** Sequence number of the change that left the corrupted image: the stream has that for 24 hours. */
  sequence: z.string(),
  /** Fingerprints: of the corrupted image, and of what is written in its place; null: no item. */
  corrupted: z.string().nullable(),
  written: z.string().nullable(),
});
export type Rewrite = z.infer<typeof rewriteSchema>;

export const rewindPlanSchema = z.object({
  table: z.string(),
  since: z.string(),
  rewrites: z.array(rewriteSchema),
});

/** What a rewind is going to write, before it does: keys, sequence numbers and fingerprints, no value. */
export type RewindPlan = z.infer<typeof rewindPlanSchema>;

/** What a rewind would do, in numbers. */
export interface RewindNumbers extends Facts {
  /** Changes that the log tells since the restore point. */
  readonly changes: number;
  /** Corrupted items that are written back, deleted because a bad write made them, and put back because one deleted them. */
  readonly writtenBack: number;
  readonly deleted: number;
  readonly putBack: number;
  /** Partitions (users) that have such an item. */
  readonly partitions: number;
  /** Items that are as they should be again already. */
  readonly there: number;
  readonly decided: number;
  /** Items that wait for a person. */
  readonly review: number;
  /** First and last damage, ISO 8601; null: there is none. */
  readonly firstDamageAt: string | null;
  readonly lastDamageAt: string | null;
  /** How often each rule was broken. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Write units that it costs, about; indexes come on top. */
  readonly writeUnits: number;
}

/** One item to repair, with its partition. */
export interface PlannedRepair extends Repair {
  readonly key: { readonly PK: string; readonly SK: string };
}

export interface CountProps {
  readonly changes: number;
  readonly repairs: readonly PlannedRepair[];
  readonly review: readonly ReviewEntry[];
  readonly there: number;
  readonly decided: number;
}

/** @param repairs of all partitions */
export function rewritesOf(repairs: readonly PlannedRepair[]): Rewrite[] {
  return repairs
    .map(({ key, trace, present, wanted }) => ({
      key,
      sequence: trace.last.sequence,
      corrupted: fingerprintOf(present),
      written: fingerprintOf(wanted),
    }))
    .sort(byKey);
}

/** The blast radius, and what undoing it takes. */
export function numbersOf({ changes, repairs, review, there, decided }: CountProps): RewindNumbers {
  const times = repairs.map(({ trace }) => (trace.damage ?? trace.last).at);
  const reasons: Record<string, number> = {};
  for (const { reason } of repairs) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const instant = (at: number): string | null => (Number.isFinite(at) ? isoTime(at) : null);
  return {
    changes,
    writtenBack: repairs.filter(({ present, wanted }) => present !== undefined && wanted !== undefined)
      .length,
    deleted: repairs.filter(({ wanted }) => wanted === undefined).length,
    putBack: repairs.filter(({ present }) => present === undefined).length,
    partitions: new Set(repairs.map(({ key }) => key.PK)).size,
    there,
    decided,
    review: review.length,
    firstDamageAt: instant(times.reduce((one, other) => Math.min(one, other), Infinity)),
    lastDamageAt: instant(times.reduce((one, other) => Math.max(one, other), -Infinity)),
    reasons,
    writeUnits: repairs.reduce(
      (sum, { present, wanted }) => sum + Math.max(writeUnits(present), writeUnits(wanted)),
      0,
    ),
  };
}

/** Names of attributes that must not have come to an item since it was looked at. */
export function otherNames({ trace, wanted }: Repair): string[] {
  return namesOf(wanted, trace.clean, trace.actual);
}
