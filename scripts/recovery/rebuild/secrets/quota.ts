import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import { listNames } from '../../secrets';
import type { SecretsAction } from '../../vault/secrets';

/**
 * Counts before anything is made: a restore that ends half way at the quota helps nobody.
 *
 * @param wanted names that are to be in the region
 * @param quota secrets that the region may hold
 * @returns how many of them are missing
 * @throws Stop SECRETS_QUOTA (precondition) with the quota to ask for
 */
export async function requireRoom(
  action: SecretsAction,
  { wanted, quota }: { readonly wanted: ReadonlySet<string>; readonly quota: number },
): Promise<number> {
  const existing = await listNames(action);
  const missing = [...wanted].filter((name) => !existing.has(name)).length;
  const needed = existing.size + missing;
  if (needed <= quota) return missing;
  throw quotaReached(
    action,
    `${existing.size} secrets exist and ${missing} are missing: ${needed}, where ${quota} are allowed`,
    needed,
  );
}

/** @param needed secrets in the region at the end; undefined: not counted */
export function quotaReached(
  { target: { region } }: Pick<SecretsAction, 'target'>,
  what: string,
  needed?: number,
): Stop {
  return stop('SECRETS_QUOTA', { region, reason: what, needed });
}

/** A secret that is written too often keeps all its versions for a day (aws-facts.md, 5.9 and 5.11). */
export function versionsExhausted({ target: { region } }: Pick<SecretsAction, 'target'>, name: string): Stop {
  return stop('SECRET_VERSIONS_EXHAUSTED', { name, region });
}
