import { randomUUID } from 'node:crypto';
import { BATCH, fingerprintOf, readBatch, readPrevious, type LiveSecret } from '../../secrets';
import { putObject } from '../../vault';
import {
  encodeShard,
  seal,
  type Entry,
  type RoundKey,
  type SealedSecret,
  type SecretsAction,
} from '../../vault/secrets';
import { chunksOf, inParallel } from '../../aws/in-parallel';

/** Secrets of a shard: what is in memory at a time, at most 128 MB of it (two values of 64 KB), as a rule 1 MB. */
export const SHARD = 1_000;
/** Batches at a time; their rate is the pace's business. */
const WIDTH = 8;

export interface Sealed {
  readonly entries: readonly Entry[];
  /** SHA-256 of each shard. */
  readonly shards: Readonly<Record<string, string>>;
  readonly unreadable: readonly { readonly name: string; readonly code: string }[];
}

/**
 * Reads the values of secrets and seals them, one shard after the other, while others are still being found.
 *
 * @param keyOf the round's key, made when it is asked for
 */
export async function sealChanged(
  action: SecretsAction,
  changed: AsyncIterable<LiveSecret>,
  keyOf: () => Promise<RoundKey>,
): Promise<Sealed> {
  const { vault, progress } = action;
  const entries: Entry[] = [];
  const shards: Record<string, string> = {};
  const unreadable: { name: string; code: string }[] = [];
  for await (const group of groupsOf(changed)) {
    const key = await keyOf();
    const { read, errors } = await readGroup(action, group);
    for (const [name, code] of errors) unreadable.push({ name, code });
    if (read.length > 0) {
      const shard = `${vault.source}/shards/${randomUUID()}.sealed`;
      shards[shard] = await putObject(vault, shard, await seal(vault, shard, encodeShard(read)));
      const settings = new Map(group.map((secret) => [secret.name, secret.settings]));
      for (const secret of read) {
        entries.push(entryOf(secret, { key, shard, settings: settings.get(secret.name) ?? { tags: [] } }));
      }
    }
    progress(`sealed ${entries.length} secrets`);
  }
  return { entries, shards, unreadable };
}

async function* groupsOf(secrets: AsyncIterable<LiveSecret>): AsyncGenerator<Group> {
  let group: LiveSecret[] = [];
  for await (const secret of secrets) {
    group.push(secret);
    if (group.length < SHARD) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

type Group = readonly LiveSecret[];
/** With the version ids that the values came with: they may be newer than the list. */
type ReadSealed = SealedSecret & { readonly previousVersionId: string | undefined };

async function readGroup(
  action: SecretsAction,
  group: Group,
): Promise<{ read: ReadSealed[]; errors: Map<string, string> }> {
  const read: ReadSealed[] = [];
  const errors = new Map<string, string>();
  const withPrevious = new Set(
    group.flatMap((one) => (one.previousVersionId === undefined ? [] : [one.name])),
  );
  await inParallel(chunksOf(group, BATCH), WIDTH, async (chunk) => {
    const batch = await readBatch(
      action,
      chunk.map(({ name }) => name),
    );
    for (const [name, code] of batch.errors) errors.set(name, code);
    for (const { name, versionId, value } of batch.values) {
      const previous = withPrevious.has(name) ? await readPrevious(action, name) : undefined;
      read.push({
        name,
        versionId,
        current: value,
        previous: previous?.value,
        previousVersionId: previous?.versionId,
      });
    }
  });
  return { read: read.sort((a, b) => (a.name < b.name ? -1 : 1)), errors };
}

function entryOf(
  { name, versionId, current, previous, previousVersionId }: ReadSealed,
  { key, shard, settings }: { readonly key: RoundKey } & Pick<Entry, 'shard' | 'settings'>,
): Entry {
  return {
    name,
    versionId,
    previousVersionId,
    fingerprint: fingerprintOf(key.bytes, name, current),
    previousFingerprint: previous === undefined ? undefined : fingerprintOf(key.bytes, name, previous),
    key: key.object,
    shard,
    settings,
  };
}
