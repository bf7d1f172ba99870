import { isoTime } from '../../engine/clock';
import type { Stop } from '../../engine/stop';
import type { JsonObject } from '../table/settings/setting';
import { freshnessOf } from '../vault';

/** What a lost region's table can be rebuilt from, the one that is fresher as a rule first. */
export const SOURCE_CLASSES = ['replica', 'vault'] as const;
export type SourceClass = (typeof SOURCE_CLASSES)[number];

/** Copied changes of a span of time. Seconds since the epoch. */
export interface ChangesSpan extends JsonObject {
  /** Numbers of the first and the last round that may hold one. */
  readonly first: number;
  readonly last: number;
  /** The first second that is applied. */
  readonly from: number;
  /** The first second that is not; null: all that is there. */
  readonly until: number | null;
  /** Only items count that changed before this second as well; null: all of them. */
  readonly touchedBefore: number | null;
}

/** What of the vault makes up a restore point, so that a run that goes on takes the same. */
export interface VaultParts extends JsonObject {
  /** Numbers of the full export's link and of the incremental ones', in order. */
  readonly links: readonly number[];
  /** What changed around the instant of the full export, which is no snapshot; null: not needed, or not copied. */
  readonly bridge: ChangesSpan | null;
  /** Changes that are applied after the exports; null: none. */
  readonly changes: ChangesSpan | null;
}

/** Why a source cannot be used, and what to do about it. */
export interface Unusable extends JsonObject {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
}

/** One place that a table could be rebuilt from. */
export interface RebuildSource extends JsonObject {
  readonly class: SourceClass;
  /** Its name in the region that it is from; null: not known. */
  readonly table: string | null;
  /** Every change before this instant is in it, ISO 8601; null: not known. */
  readonly restorePoint: string | null;
  /** Age of the restore point. */
  readonly recoveryPointSeconds: number | null;
  /** What else must be known of it, for people. */
  readonly note: string;
  /** null: it can be used. */
  readonly unusable: Unusable | null;
  /** Of the class `vault`. */
  readonly vault: VaultParts | null;
}

/** A source that can be used. */
export interface ChosenSource extends RebuildSource {
  readonly table: string;
  readonly restorePoint: string;
  readonly recoveryPointSeconds: number;
}

export interface FoundSource {
  readonly class: SourceClass;
  readonly table: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly note: string;
  readonly vault: VaultParts | null;
}

export function usable(now: number, { at, ...found }: FoundSource): ChosenSource {
  const restorePoint = isoTime(at);
  return {
    ...found,
    restorePoint,
    recoveryPointSeconds: freshnessOf(restorePoint, now).ageSeconds,
    unusable: null,
  };
}

export function unusable(kind: SourceClass, { code, message, next = null }: Unusable | Stop): RebuildSource {
  return {
    class: kind,
    table: null,
    restorePoint: null,
    recoveryPointSeconds: null,
    note: message,
    unusable: { code, message, next },
    vault: null,
  };
}
