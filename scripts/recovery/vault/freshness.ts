/** How far one could go forward from a copy, and how old that is. */
export interface Freshness {
  /** Every change before this instant is in the copy, ISO 8601; null: there is nothing to restore, or it is not known. */
  readonly at: string | null;
  /** Whole seconds from `at` to the look, never negative; null when `at` is. */
  readonly ageSeconds: number | null;
}

/** The freshness of a copy. A copy may be ahead of a clock that runs slow: then it is 0 seconds old. */
export interface KnownFreshness extends Freshness {
  readonly at: string;
  readonly ageSeconds: number;
}

/**
 * How old a copy is. Pure.
 *
 * @param at ISO 8601; null or undefined: it is not known
 * @param now milliseconds since the epoch
 */
export function freshnessOf(at: string, now: number): KnownFreshness;
export function freshnessOf(at: string | null | undefined, now: number): Freshness;
export function freshnessOf(at: string | null | undefined, now: number): Freshness {
  if (at === null || at === undefined) return { at: null, ageSeconds: null };
  return { at, ageSeconds: Math.max(0, Math.round((now - Date.parse(at)) / 1000)) };
}

/** Whether a copy meets a recovery point objective. One of unknown age does not. @param minutes of the objective */
export function isWithin({ ageSeconds }: Freshness, minutes: number): boolean {
  return ageSeconds !== null && ageSeconds <= minutes * 60;
}
