import { inParallel } from '../../aws/in-parallel';
import { tampered } from '../faults';
import { getObject } from '../objects';
import { pagesOf, requireRoot, rootObject } from './catalogue';
import { decodeShard, type Entry, type Root, type SealedSecret } from './format';
import { requireGenuine, RoundKeys } from './keys';
import { unseal } from './seal';
import type { SecretsVault } from './vault';

export interface ShardIndex {
  /** The object. */
  readonly shard: string;
  /** SHA-256. */
  readonly digest: string;
  /** What is still worth something in it, by name. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A vault's newest catalogue, read and proven. */
export interface OpenedVault {
  readonly vault: SecretsVault;
  readonly root: Root;
  readonly keys: RoundKeys;
  readonly entries: ReadonlyMap<string, Entry>;
  /** The one with the providers' secrets first. */
  readonly shards: readonly ShardIndex[];
}

/**
 * @param only the names that count @default all
 * @throws Stop VAULT_EMPTY, VAULT_GAP, VAULT_TAMPERED, VAULT_KEY_UNUSABLE, VAULT_KEY_WRONG (precondition) naming the object
 */
export async function openVault(
  { vault }: Pick<OpenedVault, 'vault'>,
  only: (name: string) => boolean = () => true,
): Promise<OpenedVault> {
  const root = await requireRoot(vault);
  const keys = new RoundKeys(vault);
  await requireGenuine(vault, keys, rootObject(vault, root.round), root);
  const entries = new Map<string, Entry>();
  const shards = new Map<string, ShardIndex & { readonly entries: Map<string, Entry> }>();
  for await (const page of pagesOf(vault, root)) {
    for (const entry of page.entries) {
      const { name, shard } = entry;
      if (!only(name)) continue;
      entries.set(name, entry);
      const index = shards.get(shard) ?? {
        shard,
        digest: page.shards[shard] ?? '',
        entries: new Map<string, Entry>(),
      };
      index.entries.set(name, entry);
      shards.set(shard, index);
    }
  }
  return { vault, root, keys, entries, shards: [...shards.values()].sort(byImportance) };
}

function byImportance(a: ShardIndex, b: ShardIndex): number {
  const first = ({ entries }: ShardIndex): number =>
    [...entries.keys()].some((name) => name.includes('/providers/')) ? 0 : 1;
  return first(a) - first(b) || (a.shard < b.shard ? -1 : 1);
}

/** Shards at a time: they are read and let go. */
const WIDTH = 16;

/** Reads every shard once, unopened: what is missing or changed is told before anything is done. @throws Stop VAULT_GAP, VAULT_TAMPERED */
export async function requireWhole({ vault, shards }: OpenedVault): Promise<void> {
  await inParallel(shards, WIDTH, async ({ shard, digest }) => {
    await getObject(vault, shard, { sha256: digest });
  });
}

/** The values of a shard that are still worth something. @throws Stop VAULT_* naming the shard */
export async function openShard(
  { vault }: Pick<OpenedVault, 'vault'>,
  { shard, digest, entries }: ShardIndex,
): Promise<{ entry: Entry; secret: SealedSecret }[]> {
  const secrets = decodeShard(await unseal(vault, shard, await getObject(vault, shard, { sha256: digest })));
  const found = secrets.flatMap((secret) => {
    const entry = entries.get(secret.name);
    return entry?.versionId === secret.versionId ? [{ entry, secret }] : [];
  });
  if (found.length === entries.size) return found;
  throw tampered(vault, shard, 'lacks secrets that its catalogue names');
}
