import type { Item } from './item';

/** What expires within this time of its beginning is not expected to stay until a comparison has ended; milliseconds. */
const SOON = 3_600_000;
/** Milliseconds for which an item can have been over and still go: older ones stay (aws-facts.md, 1.30). Leap days included. */
const FORGOTTEN = 5 * 366 * 24 * 3_600_000;

/**
 * Whether an item goes away on its own, or has the right to be gone already. Time to live deletes within about two days,
 * each table on a schedule of its own, and no fence holds it back (aws-facts.md, 1.30 and 2.8): of two tables that are
 * equal, either may have lost such an item already.
 *
 * @param attribute that says when its time is over, in seconds
 * @param since when the comparison began, milliseconds: one instant for all that is compared, so that an item whose time
 * ends meanwhile makes no difference
 */
export function expires(item: Item, attribute: string, since: number): boolean {
  // What is no number does not expire.
  const at = Number(item[attribute]?.N) * 1000;
  return at < since + SOON && at > since - FORGOTTEN;
}
