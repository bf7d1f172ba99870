const SECOND = 1000;

/**
 * The last second whose restored state surely holds no write of that second or later ones. A stream tells whole
 * seconds, rounded down, so a write told at 12:00:05 was made before 12:00:06; a restore to a second brings what was
 * written up to it, and its items may be apart by "usually much less than a second" (aws-facts.md, 1.29): a write of
 * 12:00:05 may or may not be in a restore to 12:00:05, and is surely not in one to 12:00:04. What was written well and
 * truly in 12:00:04 or 12:00:03 may be in it or not: for that there is salvage.
 *
 * @param at milliseconds @returns milliseconds
 */
export function secondBefore(at: number): number {
  return Math.floor(at / SECOND) * SECOND - SECOND;
}
