import type { RoundResult } from '../../recovery/protect/protect';

/**
 * Names of secrets that are told of each list. The line goes into a log, whose events hold 256 KB (CloudWatch Logs user
 * guide, "CloudWatch Logs quotas"): a longer one is cut, and what is left is no JSON in which an alarm finds anything.
 */
const NAMES = 100;

/** A round of protection as JSON: `recover secrets backup` tells the names that are left out. */
export function roundJson(result: RoundResult): object {
  const { secrets } = result;
  if (!('value' in secrets)) return result;
  const { dangling, unreadable } = secrets.value;
  const told = {
    ...secrets.value,
    dangling: dangling.slice(0, NAMES),
    unreadable: unreadable.slice(0, NAMES),
    counts: { dangling: dangling.length, unreadable: unreadable.length },
  };
  return { ...result, secrets: { value: told } };
}
