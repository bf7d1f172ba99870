import type { Action } from '../../aws/action';
import { openVault, secretsActionOf } from '../../vault/secrets';

/**
 * Whether the vault of the target's region has a secret. Its catalogue is read when it is asked first: as a rule nobody
 * asks.
 *
 * @throws Stop VAULT_EMPTY, VAULT_GAP, VAULT_TAMPERED, VAULT_KEY_UNUSABLE, VAULT_KEY_WRONG (precondition), when asked
 */
export function keptSecrets(action: Action): (secret: string) => Promise<boolean> {
  let names: Promise<ReadonlySet<string>> | undefined;
  return async (secret) => {
    names ??= openVault(secretsActionOf(action)).then(({ entries }) => new Set(entries.keys()));
    return (await names).has(secret);
  };
}
