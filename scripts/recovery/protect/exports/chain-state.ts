import type { Stored } from '../../vault';
import {
  endOf,
  readChain,
  readLink,
  requireLink,
  type ExportLink,
  type TableHighWaterMark,
  type TableVault,
} from '../../vault/table';
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
  vault: TableVault,
  table: string,
  mark: TableHighWaterMark['exports'],
): Promise<KnownChain> {
  let known = mark === null ? await fromLinks(vault, table) : await fromHighWaterMark(vault, table, mark);
  for (;;) {
    const next = await readLink(vault, table, (known.state?.number ?? 0) + 1);
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

async function fromHighWaterMark(
  vault: TableVault,
  table: string,
  { number, fullNumber, to }: NonNullable<TableHighWaterMark['exports']>,
): Promise<KnownChain> {
  const [newest, full] = await Promise.all([
    requireLink(vault, table, number),
    requireLink(vault, table, fullNumber),
  ]);
  return {
    state: { number, full: { number: fullNumber, to: full.content.to }, end: to },
    newest: newest.digest,
  };
}

async function fromLinks(vault: TableVault, table: string): Promise<KnownChain> {
  const chain = await readChain(vault, table);
  const [full] = chain;
  const number = Math.max(0, ...chain.map((link) => link.number));
  const newest = number === 0 ? undefined : await readLink(vault, table, number);
  if (full === undefined || newest === undefined) return { state: undefined, newest: null };
  return {
    state: { number, full: { number: full.number, to: full.to }, end: endOf(chain) ?? full.to },
    newest: newest.digest,
  };
}
