import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { stop } from '../../../engine/errors';
import { Stop } from '../../../engine/stop';
import { tampered } from '../faults';
import { KmsWitness } from './kms-witness';
import type { SecretsVault } from './vault';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/**
 * The AWS Encryption SDK, loaded when something is sealed or opened: it takes a third of a second, and most commands only
 * read the mark. A message says which of several keys made it, and only that one opens it (AWS Encryption SDK, "Key
 * commitment").
 */
async function encryptionSdk() {
  const { buildClient, CommitmentPolicy, KmsKeyringNode } = await import('@aws-crypto/client-node');
  return { ...buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT), KmsKeyringNode };
}

/** Compresses and seals what becomes an object of the vault. The object's name is sealed in: one cannot stand for another. */
export async function seal(vault: SecretsVault, object: string, plain: Uint8Array): Promise<Uint8Array> {
  const { region, accountId, keyAlias } = vault;
  const { encrypt, KmsKeyringNode } = await encryptionSdk();
  const witness = new KmsWitness(vault);
  const keyring = new KmsKeyringNode({
    generatorKeyId: `arn:aws:kms:${region}:${accountId}:${keyAlias}`,
    clientProvider: (of) => witness.clientIn(of),
  });
  const compressed = await compress(plain);
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is one: its types hide it
    const { result } = await encrypt(keyring, compressed, { encryptionContext: contextOf(vault, object) });
    return result;
  } catch (error) {
    throw keyUnusable(vault, witness.failure ?? error);
  }
}

/**
 * Opens a sealed object with whichever key of the account and region sealed it: the alias may point to another by now.
 *
 * @throws Stop VAULT_KEY_UNUSABLE when KMS refuses, VAULT_KEY_WRONG when no key here sealed it, VAULT_TAMPERED (precondition)
 */
export async function unseal(vault: SecretsVault, object: string, sealed: Uint8Array): Promise<Uint8Array> {
  const { decrypt, KmsKeyringNode } = await encryptionSdk();
  const witness = new KmsWitness(vault);
  const keyring = new KmsKeyringNode({
    discovery: true,
    discoveryFilter: { accountIDs: [vault.accountId], partition: 'aws' },
    clientProvider: (region) => witness.clientIn(region),
  });
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- as above
    const { plaintext, messageHeader } = await decrypt(keyring, sealed);
    for (const [name, value] of Object.entries(contextOf(vault, object))) {
      if (messageHeader.encryptionContext[name] !== value) {
        throw tampered(
          vault,
          object,
          `was sealed as the ${name} ${JSON.stringify(messageHeader.encryptionContext[name])}`,
        );
      }
    }
    return await expand(plaintext);
  } catch (error) {
    if (error instanceof Stop) throw error;
    if (witness.failure !== undefined) throw keyUnusable(vault, witness.failure);
    if (witness.strange !== undefined) throw keyWrong(vault, object, witness.strange);
    throw tampered(vault, object, 'opens with no key of this account');
  }
}

function contextOf({ environment, source }: SecretsVault, object: string): Record<string, string> {
  return { application: 'syncwell', environment, source, object };
}

/** Errors of KMS that a retry does not cure (AWS KMS API reference, Decrypt and GenerateDataKey). */
const REFUSALS = new Set([
  'AccessDeniedException',
  'DisabledException',
  'IncorrectKeyException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'NotFoundException',
]);

function keyUnusable({ keyAlias, region }: SecretsVault, error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (!REFUSALS.has(name)) return error;
  return stop('VAULT_KEY_UNUSABLE', { keyAlias, region, reason: name });
}

function keyWrong({ bucket, region, keyAlias }: SecretsVault, object: string, strange: string): Stop {
  return stop('VAULT_KEY_WRONG', { bucket, key: object, sealedIn: strange, keyAlias, region });
}
