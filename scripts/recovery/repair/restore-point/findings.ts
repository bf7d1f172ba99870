import type { ItemKey } from '../../items/item';

/** `found`: there are bad writes, and a second before them. `nothing wrong`: the rules object to no write. */
export type RestorePointVerdict = 'found' | 'nothing wrong' | 'cannot know';

/** `none`: there is nothing to be sure of. */
export type Sureness = 'high' | 'medium' | 'low' | 'none';

/** A number that is exact up to a bound: what is counted one by one must not grow with the log. */
export interface Count {
  readonly count: number;
  /** Whether there may be more. */
  readonly orMore: boolean;
}

/** One write that a rule objects to. Keys and names of rules only, never a value. */
export interface BadWrite {
  readonly key: ItemKey;
  /** ISO 8601, the whole second of the write. */
  readonly at: string;
  readonly rule: string;
}

/** Where changes were read, and how far they reach. */
export interface LogReach {
  /** `exports`: the incremental exports in the vault, for what a stream no longer holds. */
  readonly source: 'stream' | 'exports';
  /** Whether every write is told, or only the last one of each item in a window of the exports. */
  readonly everyWrite: boolean;
  /** ISO 8601. Every write from then on was looked at ... */
  readonly since: string;
  /** ... up to then. */
  readonly until: string;
  /** Whether it was asked to begin earlier. */
  readonly trimmed: boolean;
  /** Changes that were read. */
  readonly changes: number;
}

/** What the choice between rewind and restore needs. */
export interface BlastRadius {
  /** Writes that a rule objects to. */
  readonly badWrites: number;
  /** Different items that they hit. */
  readonly corruptedItems: Count;
  /** Different users among them. */
  readonly affectedUsers: Count;
  /** Writes made on top of an item that a bad write had hit: their images are not to be trusted. */
  readonly writesOnCorruptedItems: number;
  /** Writes that nothing objects to, from the restore point on: what a restore alone would lose. */
  readonly goodWritesAfter: number;
  /** Items that broke the rules before any write of the log touched them: older damage, or rules too strict. */
  readonly brokenBefore: number;
}

/** Writes of one minute. */
export interface MinuteOfWrites {
  /** ISO 8601, the beginning of the minute. */
  readonly minute: string;
  readonly good: number;
  readonly bad: number;
}

/** Everything that the search for the restore point found; names, keys, times and numbers only. */
export interface RestorePointFindings {
  readonly table: string;
  /** When it was looked for, ISO 8601. */
  readonly at: string;
  readonly verdict: RestorePointVerdict;
  /** The first write that a rule objects to; of exports the bound after which it must have come. */
  readonly firstBadWrite: BadWrite | null;
  /**
   * The last whole second whose state holds no bad write, ISO 8601; null: there is none, or none that can be restored.
   * Always the second before that of the first bad write (see `secondBefore`).
   */
  readonly restorePoint: string | null;
  /** What can be restored, ISO 8601; null: it could not be read. */
  readonly window: { readonly earliest: string; readonly latest: string } | null;
  /** Where the mass of the bad writes begins, when a few stand alone long before: ISO 8601, the second of a write. */
  readonly massBeginsAt: string | null;
  readonly sureness: Sureness;
  /** Why it is that sure, or why it cannot know: sentences. */
  readonly why: readonly string[];
  readonly log: LogReach | null;
  readonly blast: BlastRadius;
  /** Writes by rule, most first, at most 50. */
  readonly rules: readonly { readonly rule: string; readonly certain: boolean; readonly writes: number }[];
  /** Around the first bad write, at most 120 in a row. */
  readonly minutes: readonly MinuteOfWrites[];
  /** The first bad write of each corrupted item, oldest first, at most 1,000: `blast.corruptedItems` says of how many. */
  readonly keys: readonly BadWrite[];
}
