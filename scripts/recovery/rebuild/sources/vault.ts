import type { RegionContext } from '../../aws/action';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import {
  endOf,
  EXPORT_FUZZ,
  firstRoundSince,
  newestRound,
  readChain,
  readTableHighWaterMark,
  restorePointOf,
  tableVaultToRestore,
  type ChangesRound,
  type ExportLink,
  type TableVault,
} from '../../vault/table';
import { usable, type ChangesSpan, type ChosenSource, type VaultParts } from '../source';

/**
 * The copy of the table in the target's region: what can be rebuilt of it, by what really lies there.
 *
 * @throws Stop VAULT_EMPTY, VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export async function findVault(action: RegionContext): Promise<ChosenSource> {
  const vault = tableVaultToRestore(action);
  const mark = await readTableHighWaterMark(vault);
  if (mark === undefined) throw vaultEmpty(vault, 'holds nothing');
  const { table } = mark;
  const links = await readChain(vault, table, mark.exports?.number);
  const end = endOf(links);
  if (end === undefined) throw vaultEmpty(vault, 'holds no complete export');
  const round = await newestRound(vault, table, mark.changes?.number);
  const point = restorePointOf({
    exports: { number: links.at(-1)?.number ?? 1, fullNumber: links[0]?.number ?? 1, to: end },
    changes: round === undefined ? null : round.content,
  });
  if (point === undefined) throw vaultEmpty(vault, 'holds no complete export');
  const newest = point.with === 'exports alone' ? undefined : round?.content;
  const parts: VaultParts = {
    links: links.map(({ number }) => number),
    bridge: await bridgeOf(vault, { table, links, newest: round?.content }),
    changes: newest === undefined ? null : await spanOf(vault, table, { from: end, newest }),
  };
  return usable(action.clock.now(), {
    class: 'vault',
    table,
    at: Date.parse(point.at),
    note: noteOf(links.length, point.reason, end),
    vault: parts,
  });
}

interface Followed {
  readonly table: string;
  readonly links: readonly ExportLink[];
  readonly newest: ChangesRound | undefined;
}

/**
 * A full export is no snapshot: what was written within a minute of its instant may be in it or not (aws-facts.md, 3.5).
 * An incremental one that follows begins at that instant, and does not mention what was made and deleted within its
 * window (aws-facts.md, 3.4). So items that changed around the instant are brought to what copied changes say of them
 * at the end of that window, as far as those reach back.
 */
async function bridgeOf(
  vault: TableVault,
  { table, links: [full, next], newest }: Followed,
): Promise<ChangesSpan | null> {
  if (full === undefined || next === undefined || newest === undefined) return null;
  const at = Date.parse(full.to);
  const until = Date.parse(next.to);
  if (Date.parse(newest.since) > at - EXPORT_FUZZ || Date.parse(newest.coveredUntil) < until) return null;
  const { first, from } = await spanOf(vault, table, { from: full.to, newest });
  return {
    first,
    last: await firstRoundSince(vault, table, {
      at: until + 2 * EXPORT_FUZZ,
      newest: newest.number,
    }),
    from,
    until: Math.ceil(until / 1000),
    touchedBefore: Math.ceil((at + EXPORT_FUZZ) / 1000),
  };
}

async function spanOf(
  vault: TableVault,
  table: string,
  { from, newest }: { readonly from: string; readonly newest: ChangesRound },
): Promise<ChangesSpan> {
  const at = Date.parse(from) - EXPORT_FUZZ;
  const first = await firstRoundSince(vault, table, { at, newest: newest.number });
  return { first, last: newest.number, from: Math.floor(at / 1000), until: null, touchedBefore: null };
}

function noteOf(links: number, reason: string | null, end: string): string {
  const exports = `a full export and ${links - 1} incremental ones up to ${end}`;
  return reason === null ? `${exports}, then the changes copied since` : `${exports}; ${reason}`;
}

function vaultEmpty({ changes: { bucket }, source, region }: TableVault, what: string): Stop {
  return stop('VAULT_EMPTY', {
    bucket,
    holds: `${what} of the table`,
    source,
    region,
    next: 'npx recover protect',
  });
}
