import { Stop } from '../../runbook/stop';
import { awaitRestorable } from '../table/restore-window';
import { awaitRestore, startRestore } from '../table/restore';
import { regionKey } from './region-key';
import { sourceRegionOf, type RebuildAction } from './source';

export interface RestoreAcrossProps {
  /** In the region that is left. */
  readonly source: string;
  /** Journalled before: a killed run finds its own restore by it. */
  readonly target: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Restores a table of the other region, which must answer until the restore has ended, into the target's.
 *
 * @throws Stop SOURCE_UNAVAILABLE (precondition), and what a restore throws
 */
export async function restoreAcross(action: RebuildAction, props: RestoreAcrossProps): Promise<void> {
  const { source } = action;
  if (source === undefined) {
    throw new Stop({
      kind: 'precondition',
      code: 'SOURCE_UNAVAILABLE',
      message: `${sourceRegionOf(action.target)} is assumed lost: ${props.source} cannot be restored from there`,
      next: 'npx recover status',
    });
  }
  const keyArn = await regionKey(action);
  await awaitRestorable({ ...action, ...source }, { table: props.source, at: props.at });
  await startRestore(action, { ...props, across: { ...source, keyArn } });
  await awaitRestore(action, { target: props.target });
}
