import type { Action } from '../../action';
import { Stop } from '../../../runbook/stop';
import { endOf, readChain } from '../../table-vault/chain';
import type { TableMark } from '../../table-vault/format';
import { EXPORT_FUZZ, readTableMark, restorePointOf } from '../../table-vault/mark';
import type { TableVault } from '../../table-vault/place';
import { firstRoundSince, newestRound } from '../../table-vault/rounds';
import { usable, vaultOf, type ChosenSource, type VaultParts } from '../source';

/**
 * The copy of the table in the target's region: what can be rebuilt of it, by what really lies there.
 *
 * @throws Stop VAULT_EMPTY, VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export async function findVault(action: Pick<Action, 'target' | 'clients' | 'clock'>): Promise<ChosenSource> {
  const vault = vaultOf(action);
  const mark = await readTableMark(vault.changes, vault.source);
  if (mark === undefined) throw vaultEmpty(vault, 'holds nothing');
  const { table } = mark;
  const links = await readChain(vault.exports, vault.source, table, mark.exports?.number);
  const end = endOf(links);
  if (end === undefined) throw vaultEmpty(vault, 'holds no complete export');
  const round = await newestRound(vault.changes, vault.source, table, mark.changes?.number);
  const known: TableMark = {
    ...mark,
    exports: { number: links.at(-1)?.number ?? 1, fullNumber: links[0]?.number ?? 1, to: end },
    changes: round === undefined ? null : round.content,
  };
  const point = restorePointOf(known);
  if (point === undefined) throw vaultEmpty(vault, 'holds no complete export');
  const from = Date.parse(end) - EXPORT_FUZZ;
  const parts: VaultParts = {
    links: links.map(({ number }) => number),
    rounds:
      point.with === 'exports alone' || round === undefined
        ? null
        : {
            first: await firstRoundSince(vault.changes, vault.source, table, {
              at: from,
              newest: round.content.number,
            }),
            last: round.content.number,
          },
    changesFrom: Math.floor(from / 1000),
  };
  return usable(action.clock.now(), {
    class: 'vault',
    table,
    at: Date.parse(point.at),
    note: noteOf(links.length, point.reason, end),
    vault: parts,
  });
}

function noteOf(links: number, reason: string | null, end: string): string {
  const exports = `a full export and ${links - 1} incremental ones up to ${end}`;
  return reason === null ? `${exports}, then the changes copied since` : `${exports}; ${reason}`;
}

function vaultEmpty({ changes: { bucket }, source, region }: TableVault, what: string): Stop {
  return new Stop({
    kind: 'precondition',
    code: 'VAULT_EMPTY',
    message: `${bucket} ${what} of the table of ${source}: there is nothing that ${region} could rebuild it from`,
    next: 'npx recover protect',
  });
}
