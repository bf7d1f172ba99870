import { Stop } from '../../../engine/stop';
import type { SecretsAction } from '../../vault/secrets/connection';
import { listNames } from '../../secrets/inventory';

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
  const wanted =
    needed === undefined
      ? 'a higher quota "Secrets in a Region"'
      : `a quota "Secrets in a Region" of ${needed} or more`;
  return new Stop({
    kind: 'precondition',
    code: 'SECRETS_QUOTA',
    message: `${region}: ${what}. Ask AWS for ${wanted} in ${region}, then run this again; nothing of it is done twice`,
    next: `aws service-quotas list-service-quotas --service-code secretsmanager --region ${region}`,
  });
}

/** A secret that is written too often keeps all its versions for a day (aws-facts.md, 5.9 and 5.11). */
export function versionsExhausted({ target: { region } }: Pick<SecretsAction, 'target'>, name: string): Stop {
  return new Stop({
    kind: 'precondition',
    code: 'SECRET_VERSIONS_EXHAUSTED',
    message: `${region}: ${name} has as many versions as Secrets Manager keeps, about a hundred, and takes no other value. Somebody writes it more than once in ten minutes; AWS removes versions that are a day old. Stop who writes it, then run this again; nothing of it is done twice`,
    next: `aws secretsmanager list-secret-version-ids --include-deprecated --secret-id ${name} --region ${region}`,
  });
}
