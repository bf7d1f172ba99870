import { createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../../engine/json';
import { sameFingerprint } from '../../secrets';
import { tampered } from '../faults';
import { getObject, putObject } from '../objects';
import type { Root } from './format';
import { seal, unseal } from './seal';
import type { SecretsVault } from './vault';

/** The key of one round, for its fingerprints and its catalogue. Who seals forgets it: later rounds cannot open it. */
export interface RoundKey {
  /** The object that holds it, sealed. */
  readonly object: string;
  readonly bytes: Uint8Array;
}

export async function makeRoundKey(vault: SecretsVault, id: string): Promise<RoundKey> {
  const key = { object: `${vault.source}/keys/${id}.sealed`, bytes: randomBytes(32) };
  await putObject(vault, key.object, await seal(vault, key.object, key.bytes));
  return key;
}

/** Keys of rounds, each opened once. */
export class RoundKeys {
  private readonly open = new Map<string, Promise<Uint8Array>>();

  constructor(private readonly vault: SecretsVault) {}

  /** @throws Stop VAULT_GAP, VAULT_TAMPERED, VAULT_KEY_UNUSABLE, VAULT_KEY_WRONG */
  get(object: string): Promise<Uint8Array> {
    const key = this.open.get(object) ?? this.read(object);
    this.open.set(object, key);
    return key;
  }

  private async read(object: string): Promise<Uint8Array> {
    return unseal(this.vault, object, await getObject(this.vault, object));
  }
}

/** @returns what goes into the root as its `seal` */
export function sealOfRoot(key: Uint8Array, content: Omit<Root, 'seal'>): string {
  return createHmac('sha256', key).update(canonicalJson(content)).digest('hex');
}

/** @throws Stop VAULT_TAMPERED when the root is not what its round wrote */
export async function requireGenuine(
  vault: SecretsVault,
  keys: RoundKeys,
  object: string,
  root: Root,
): Promise<void> {
  const { seal: claimed, ...content } = root;
  const expected = sealOfRoot(await keys.get(root.key), content);
  if (!sameFingerprint(expected, claimed)) throw tampered(vault, object, 'bears another seal');
}
