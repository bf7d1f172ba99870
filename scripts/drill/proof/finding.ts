/** One claim about the world after a recovery, looked at by a reader of the drill's own. */
export interface Finding {
  /** For example `items`. */
  readonly id: string;
  readonly claim: string;
  readonly holds: boolean;
  /** What was seen: counts, names and keys, never a value. */
  readonly evidence: string;
}

/** How many keys are named where something differs. */
const NAMED = 5;

/** A few of the keys, and how many there are. */
export function some(keys: readonly string[]): string {
  const more = keys.length > NAMED ? ` and ${keys.length - NAMED} more` : '';
  return `${keys.slice(0, NAMED).join(', ')}${more}`;
}
