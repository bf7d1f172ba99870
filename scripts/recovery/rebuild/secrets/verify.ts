import { createHash } from 'node:crypto';
import { BATCH, fingerprintOf, readBatch, sameFingerprint } from '../../secrets';
import { openShard, openVault, type Entry, type OpenedVault, type SecretsAction } from '../../vault/secrets';
import { chunksOf, inParallel } from '../../aws/in-parallel';

/** What a comparison showed. Names, never a value. */
export interface VerifyResult {
  readonly round: number;
  readonly sealedAt: string;
  /** Secrets in the vault. */
  readonly secrets: number;
  readonly checked: number;
  readonly different: readonly string[];
  readonly missing: readonly string[];
  readonly unreadable: readonly { readonly name: string; readonly code: string }[];
}

const WIDTH = 8;

/**
 * Compares the fingerprints of the vault with the values of the target's region.
 *
 * @param sample so many secrets, spread over all; undefined: every one
 * @param only the names that count @default all
 * @throws Stop VAULT_* (precondition)
 */
export async function verifySecrets(
  action: SecretsAction,
  { sample, only }: { readonly sample?: number | undefined; readonly only?: (name: string) => boolean } = {},
): Promise<VerifyResult> {
  const opened = await openVault(action, only);
  const { entries, keys, root } = opened;
  const chosen = sample === undefined ? [...entries.values()] : chooseFrom(opened, sample);
  const different: string[] = [];
  const missing: string[] = [];
  const unreadable: { name: string; code: string }[] = [];
  let checked = 0;
  await inParallel(chunksOf(chosen, BATCH), WIDTH, async (chunk) => {
    const { values, errors } = await readBatch(
      action,
      chunk.map(({ name }) => name),
    );
    for (const [name, code] of errors) {
      if (code === 'ResourceNotFoundException' || code === 'InvalidRequestException') missing.push(name);
      else unreadable.push({ name, code });
    }
    for (const { name, value } of values) {
      const entry = entries.get(name);
      if (entry === undefined) continue;
      const fingerprint = fingerprintOf(await keys.get(entry.key), name, value);
      if (!sameFingerprint(fingerprint, entry.fingerprint)) different.push(name);
    }
    checked += chunk.length;
    action.progress(`${checked} of ${chosen.length} secrets`, checked / chosen.length);
  });
  const { round, startedAt } = root;
  return {
    round,
    sealedAt: startedAt,
    secrets: entries.size,
    checked,
    different: different.sort(),
    missing: missing.sort(),
    unreadable,
  };
}

/**
 * Opens every shard and compares what is in it with the catalogue: could everything be restored?
 *
 * @throws Stop VAULT_* (precondition) naming the object
 */
export async function verifyVault(action: SecretsAction): Promise<VerifyResult> {
  const opened = await openVault(action);
  const { entries, keys, root, shards } = opened;
  const different: string[] = [];
  let checked = 0;
  for (const index of shards) {
    action.signal.throwIfAborted();
    for (const { entry, secret } of await openShard(opened, index)) {
      const fingerprint = fingerprintOf(await keys.get(entry.key), entry.name, secret.current);
      if (!sameFingerprint(fingerprint, entry.fingerprint)) different.push(entry.name);
      checked += 1;
    }
    action.progress(`${checked} of ${entries.size} secrets`, checked / entries.size);
  }
  const { round, startedAt } = root;
  return {
    round,
    sealedAt: startedAt,
    secrets: entries.size,
    checked,
    different: different.sort(),
    missing: [],
    unreadable: [],
  };
}

/** Another choice for every round, the same for the same one. */
function chooseFrom({ entries, root }: OpenedVault, count: number): Entry[] {
  const rank = ({ name }: Entry): string => createHash('sha256').update(`${root.id} ${name}`).digest('hex');
  return [...entries.values()]
    .map((entry) => ({ entry, rank: rank(entry) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ entry }) => entry);
}
