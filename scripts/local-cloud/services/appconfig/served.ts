import { createHash } from 'node:crypto';
import type { Environment, HostedVersion } from './state';
import { progressAt } from './timeline';

/**
 * Where a session stands in the queue for new versions: 0 gets them first, numbers near 100 last. Always the same for
 * the same session, so that a growing deployment never takes a version back.
 */
export function placeOf(sessionId: string): number {
  const hash = createHash('sha256').update(sessionId).digest().readUInt32BE();
  return (hash / 2 ** 32) * 100;
}

/**
 * The version of a profile that a session sees: that of the newest deployment which has reached it. A deployment that
 * was rolled back or reverted reaches nobody, so the one before it shows again.
 *
 * @param place of the session, from placeOf
 * @returns undefined when no deployment has reached the session
 */
export function servedVersion(
  { deployments }: Environment,
  profileId: string,
  place: number,
  now: number,
): HostedVersion | undefined {
  return deployments.findLast(
    (deployment) => deployment.profile.Id === profileId && progressAt(deployment, now).percentage > place,
  )?.version;
}
