import type { HealthCheck } from './zone';

/** From when on an address answered a checker with success, or did not. */
export interface Observation {
  /** Cloud time in milliseconds. */
  readonly since: number;
  readonly succeeds: boolean;
}

/**
 * Whether a check counts as healthy: an answer must be the same as often in a row as the threshold says, one interval
 * apart, before the check follows it (Route 53 developer guide, "How Route 53 determines whether a health check is
 * healthy"). Checkers look at their own times; here the whole of the last interval has to pass.
 *
 * @param observations oldest first, from before which nothing answered with success
 * @param now cloud time in milliseconds
 */
export function isHealthy(
  { inverted, requestIntervalSeconds, failureThreshold }: HealthCheck,
  observations: readonly Observation[],
  now: number,
): boolean {
  const needed = requestIntervalSeconds * failureThreshold * 1000;
  const lasting = observations.filter(({ since }, index) => {
    const until = observations[index + 1]?.since ?? now;
    return until - since >= needed;
  });
  const succeeds = lasting.at(-1)?.succeeds ?? false;
  return succeeds !== inverted;
}
