import type { Stored } from '../../vault/table/stored';
import { endOf, readChain, readLink } from '../../vault/table/chain';
import { tableKeys, type ExportLink, type TableMark } from '../../vault/table/format';
import { tableVaultGap, type TableVault } from '../../vault/table/place';
import type { ChainState } from './next-export';

/** A chain and the digest of its newest link. */
export interface KnownChain {
  readonly state: ChainState | undefined;
  readonly newest: string | null;
}

/**
 * The newest chain, from the mark and the links that were written since: a round that was killed did not move the mark.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED
 */
export async function readChainState(
  { exports, source }: TableVault,
  table: string,
  mark: TableMark['exports'],
): Promise<KnownChain> {
  let known =
    mark === null ? await fromLinks(exports, source, table) : await fromMark(exports, source, table, mark);
  for (;;) {
    const next = await readLink(exports, source, table, (known.state?.number ?? 0) + 1);
    if (next === undefined) return known;
    known = withLink(known, next);
  }
}

/** What a chain is with one more link. */
export function withLink({ state }: KnownChain, { content, digest }: Stored<ExportLink>): KnownChain {
  const { number, kind, to } = content;
  const full = kind === 'full' || state === undefined ? { number, to } : state.full;
  const end = state === undefined || to > state.end ? to : state.end;
  return { state: { number, full, end }, newest: digest };
}

type Bucket = TableVault['exports'];

async function fromMark(
  bucket: Bucket,
  source: string,
  table: string,
  { number, fullNumber, to }: NonNullable<TableMark['exports']>,
): Promise<KnownChain> {
  const [newest, full] = await Promise.all([
    readLink(bucket, source, table, number),
    readLink(bucket, source, table, fullNumber),
  ]);
  if (newest === undefined) throw tableVaultGap(bucket, tableKeys(source, table).link(number));
  if (full === undefined) throw tableVaultGap(bucket, tableKeys(source, table).link(fullNumber));
  return {
    state: { number, full: { number: fullNumber, to: full.content.to }, end: to },
    newest: newest.digest,
  };
}

async function fromLinks(bucket: Bucket, source: string, table: string): Promise<KnownChain> {
  const chain = await readChain(bucket, source, table);
  const [full] = chain;
  const number = Math.max(0, ...chain.map((link) => link.number));
  const newest = number === 0 ? undefined : await readLink(bucket, source, table, number);
  if (full === undefined || newest === undefined) return { state: undefined, newest: null };
  return {
    state: { number, full: { number: full.number, to: full.to }, end: endOf(chain) ?? full.to },
    newest: newest.digest,
  };
}
