import type { ObjectLock } from '../../aws/s3-objects';
import type { Stored } from '../documents';
import { gap, tampered } from '../faults';
import { newestNumber, readNumbered, requireNumbered, writeNumbered, type Series } from '../numbered';
import { exportLink, tableKeys, type ExportLink } from './format';
import type { ExportsVault } from './vault';

function linksOf({ exports, source }: ExportsVault, table: string): Series<ExportLink> {
  const keys = tableKeys(source, table);
  return {
    bucket: exports,
    prefix: keys.chainPrefix,
    key: keys.link,
    schema: exportLink,
    belongs: (link, number) => link.number === number && link.table === table,
  };
}

/** @returns undefined when no link has that number @throws Stop VAULT_TAMPERED (precondition) */
export function readLink(
  vault: ExportsVault,
  table: string,
  number: number,
): Promise<Stored<ExportLink> | undefined> {
  return readNumbered(linksOf(vault, table), number);
}

/** @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the link */
export function requireLink(vault: ExportsVault, table: string, number: number): Promise<Stored<ExportLink>> {
  return requireNumbered(linksOf(vault, table), number);
}

/** Commits a link, where none has its number. @returns undefined when another writer was faster */
export function writeLink(
  vault: ExportsVault,
  link: ExportLink,
  lock: ObjectLock,
): Promise<Stored<ExportLink> | undefined> {
  return writeNumbered(linksOf(vault, link.table), link.number, link, lock);
}

/**
 * The links of every chain, the newest first, each checked against the digest that the one after it holds.
 *
 * @param upTo number of a link that there must be, as the high-water mark tells it: without it, nobody would notice
 *   that the newest ones are gone
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function* linksBackwards(
  vault: ExportsVault,
  table: string,
  upTo = 0,
): AsyncGenerator<ExportLink> {
  const links = linksOf(vault, table);
  let expected: string | null | undefined;
  for (let number = Math.max(upTo, await newestNumber(links)); number > 0; number -= 1) {
    const { content, digest } = await requireNumbered(links, number);
    if (expected !== undefined && digest !== expected) {
      throw tampered(links.bucket, links.key(number), 'has another digest than the next link says');
    }
    expected = content.previous;
    yield content;
  }
}

/**
 * The newest chain: the newest full export and, in the order of time, the incremental exports that go on from it. Empty
 * when there is no full export yet.
 *
 * @param upTo as for `linksBackwards`
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function readChain(vault: ExportsVault, table: string, upTo = 0): Promise<ExportLink[]> {
  const incremental: ExportLink[] = [];
  let full: ExportLink | undefined;
  for await (const link of linksBackwards(vault, table, upTo)) {
    // Made before the newest full export, or of a time before it.
    if (full !== undefined && (link.kind === 'full' || (link.from ?? '') < full.to)) break;
    if (link.kind === 'full') full = link;
    else incremental.unshift(link);
  }
  if (full === undefined) return [];
  const { to: start } = full;
  const chain = [full, ...incremental.filter(({ from }) => (from ?? '') >= start)];
  requireContinuous(vault, chain);
  return chain;
}

function requireContinuous({ exports, source }: ExportsVault, chain: readonly ExportLink[]): void {
  for (const [index, link] of chain.entries()) {
    const before = chain[index - 1];
    if (before === undefined || link.from === before.to) continue;
    const what = `begins at ${link.from ?? 'no instant'}, but the export before it ends at ${before.to}`;
    throw gap(exports, tableKeys(source, link.table).link(link.number), what);
  }
}

/** Where a chain ends: the first instant that is not in it. */
export function endOf(chain: readonly ExportLink[]): string | undefined {
  return chain.at(-1)?.to;
}
