import type { Action, RegionClients } from '../aws/action';
import { awaitRestorable } from '../table/restore-window';
import { awaitRestore, startRestore } from '../table/restore';
import { regionKey } from '../aws/region-key';

export interface RestoreAcrossProps {
  /** The region that is left, which must answer until the restore has ended. */
  readonly from: RegionClients;
  /** A table there. */
  readonly source: string;
  /** Journalled before: a killed run finds its own restore by it. */
  readonly target: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Restores a table of the other region into the action's: an evacuation, or the way back.
 *
 * @throws Stop what a restore throws
 */
export async function restoreAcross(
  action: Action,
  { from, source, target, at }: RestoreAcrossProps,
): Promise<void> {
  const keyArn = await regionKey({ ...action.target, kms: action.clients.kms });
  await awaitRestorable({ ...action, ...from }, { table: source, at });
  await startRestore(action, { source, target, at, across: { ...from, keyArn } });
  await awaitRestore(action, { target });
}
