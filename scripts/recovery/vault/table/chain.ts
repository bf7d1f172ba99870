import { listKeys, type Bucket } from '../../aws/s3-objects';
import { exportLink, tableKeys, type ExportLink } from './format';
import { tableVaultGap, tableVaultTampered } from './place';
import { readStored, writeStored, type Stored } from './stored';

/** @throws Stop VAULT_TAMPERED */
export async function readLink(
  bucket: Bucket,
  source: string,
  table: string,
  number: number,
): Promise<Stored<ExportLink> | undefined> {
  const key = tableKeys(source, table).link(number);
  const found = await readStored(bucket, key, exportLink);
  if (found !== undefined && (found.content.number !== number || found.content.table !== table)) {
    throw tableVaultTampered(bucket, key, 'is a link of something else');
  }
  return found;
}

/** Commits a link, where none has its number. @returns whether it is this one that counts */
export async function writeLink(bucket: Bucket, source: string, link: ExportLink): Promise<boolean> {
  const key = tableKeys(source, link.table).link(link.number);
  return (await writeStored(bucket, key, { content: link, etag: undefined })) !== undefined;
}

/**
 * The links of every chain, the newest first, each checked against the digest that the one after it holds.
 *
 * @param upTo number of a link that there must be, as the high-water mark tells it: without it, nobody would notice
 *   that the newest ones are gone
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function* linksBackwards(
  bucket: Bucket,
  source: string,
  table: string,
  upTo = 0,
): AsyncGenerator<ExportLink> {
  const keys = tableKeys(source, table);
  const newest = Math.max(upTo, numberIn((await listKeys(bucket, keys.chainPrefix)).at(-1)));
  let expected: string | null | undefined;
  for (let number = newest; number > 0; number -= 1) {
    const found = await readLink(bucket, source, table, number);
    if (found === undefined) throw tableVaultGap(bucket, keys.link(number));
    if (expected !== undefined && found.digest !== expected) {
      throw tableVaultTampered(bucket, keys.link(number), 'has another digest than the next link says');
    }
    expected = found.content.previous;
    yield found.content;
  }
}

/**
 * The newest chain: the newest full export and, in the order of time, the incremental ones that go on from it. Empty
 * when there is no full export yet.
 *
 * @param upTo as for `linksBackwards`
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function readChain(
  bucket: Bucket,
  source: string,
  table: string,
  upTo = 0,
): Promise<ExportLink[]> {
  const incremental: ExportLink[] = [];
  let full: ExportLink | undefined;
  for await (const link of linksBackwards(bucket, source, table, upTo)) {
    // Made before the newest full export, or of a time before it.
    if (full !== undefined && (link.kind === 'full' || (link.from ?? '') < full.to)) break;
    if (link.kind === 'full') full = link;
    else incremental.unshift(link);
  }
  if (full === undefined) return [];
  const { to: start } = full;
  const chain = [full, ...incremental.filter(({ from }) => (from ?? '') >= start)];
  requireContinuous(bucket, source, chain);
  return chain;
}

function requireContinuous(bucket: Bucket, source: string, chain: readonly ExportLink[]): void {
  for (const [index, link] of chain.entries()) {
    const before = chain[index - 1];
    if (before === undefined || link.from === before.to) continue;
    const what = `begins at ${link.from ?? 'no instant'}, but the export before it ends at ${before.to}`;
    throw tableVaultGap(bucket, tableKeys(source, link.table).link(link.number), what);
  }
}

/** Where a chain ends: the first instant that is not in it. */
export function endOf(chain: readonly ExportLink[]): string | undefined {
  return chain.at(-1)?.to;
}

function numberIn(key: string | undefined): number {
  return Number(/(\d+)\.json$/.exec(key ?? '')?.[1] ?? 0);
}
