import { stop } from '../../../engine/errors';
import { Stop } from '../../../engine/stop';
import type { Action, RegionClients, RegionContext } from '../../aws/action';
import { otherRegionKind } from '../../aws/target';
import { describeTable } from '../../table/describe-table';
import { readWindow } from '../../table/restore-window';
import { readTableHighWaterMark, tableVaultToRestore } from '../../vault/table';
import { replicaFreshness } from './replica-freshness';
import { usable, type ChosenSource } from '../source';
import { vaultOfRestore } from '../../vault';

/**
 * A replica of the table in the target's region, where the settings have one. How far it has followed is proven by the
 * vault; of one that nothing is proven of, no more is claimed than that it holds what there was when it was made.
 *
 * @throws Stop NO_REPLICA (precondition)
 */
export async function findReplica(action: RegionContext): Promise<ChosenSource> {
  const table = await liveTableOf(action);
  const source = vaultOfRestore(action.target).source;
  const description = await describeTable(action, table);
  const { TableStatus, Replicas = [], CreationDateTime } = description ?? {};
  if (TableStatus !== 'ACTIVE' || !Replicas.some(({ RegionName }) => RegionName === source)) {
    throw noReplica(action, table, TableStatus);
  }
  const { clients, clock } = action;
  const { dynamodb } = clients;
  const { at, note } = await replicaFreshness({ dynamodb, clock, table, vault: tableVaultToRestore(action) });
  return usable(clock.now(), {
    class: 'replica',
    table,
    at: at === null ? (CreationDateTime?.getTime() ?? 0) : Date.parse(at),
    note: `${at === null ? 'that is when it was made; ' : ''}${note}; ${await pointInTimeOf(action, table)}`,
    vault: null,
  });
}

/** As the vault last saw it; without a vault, as the settings say. */
async function liveTableOf(action: RegionContext): Promise<string> {
  const { settings, regionKind } = action.target;
  const vault = tableVaultToRestore(action);
  try {
    const mark = await readTableHighWaterMark(vault);
    if (mark !== undefined) return mark.table;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return settings.table[otherRegionKind(regionKind)].activeName;
}

/** A replica repeats every mistake of its source within a second: its own history is what leads back. */
async function pointInTimeOf(action: RegionClients, table: string): Promise<string> {
  try {
    const { earliest } = await readWindow(action, table);
    return `it can be restored to any second since ${earliest}`;
  } catch (error) {
    if (error instanceof Stop) return 'its own point-in-time recovery is off';
    throw error;
  }
}

function noReplica({ target }: Pick<Action, 'target'>, table: string, status: string | undefined): Stop {
  const is = status === undefined ? 'there is none' : `it is ${status} and no replica`;
  return stop('NO_REPLICA', { table, source: vaultOfRestore(target).source, region: target.region, is });
}
