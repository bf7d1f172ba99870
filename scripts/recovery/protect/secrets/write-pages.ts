import { inParallel } from '../../aws/in-parallel';
import { putObject } from '../../vault';
import { encodePage, pageCount, pageOf, type Entry, type Root, type SecretsVault } from '../../vault/secrets';

export interface PagesProps {
  readonly entries: ReadonlyMap<string, Entry>;
  /** SHA-256 of every shard that an entry may name. */
  readonly shards: ReadonlyMap<string, string>;
  /** Pages that changed; the others stay the objects that they are. */
  readonly dirty: ReadonlySet<number>;
  readonly before: Root['pages'];
  /** Of the round. */
  readonly id: string;
}

const WIDTH = 8;

/** Writes the pages of a catalogue that changed. @returns all of them, in order */
export async function writePages(
  vault: SecretsVault,
  { entries, shards, dirty, before, id }: PagesProps,
): Promise<Root['pages']> {
  const count = pageCount(entries.size);
  const contents = Array.from({ length: count }, (): Entry[] => []);
  for (const entry of entries.values()) {
    const page = pageOf(entry.name, count);
    if (dirty.has(page)) contents[page]?.push(entry);
  }
  const pages = before.slice(0, count);
  await inParallel(dirty, WIDTH, async (index) => {
    const page = contents[index] ?? [];
    const named = [...new Set(page.map(({ shard }) => shard))].sort();
    const key = `${vault.source}/catalogue/${id}-${index}.json.gz`;
    const bytes = await encodePage({
      shards: Object.fromEntries(named.map((shard) => [shard, shards.get(shard) ?? ''])),
      entries: page,
    });
    pages[index] = { key, digest: await putObject(vault, key, bytes, 'application/gzip') };
  });
  return pages;
}
