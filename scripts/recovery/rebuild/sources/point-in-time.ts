import { Stop } from '../../../runbook/stop';
import { readPointer } from '../../runtime-config/pointer';
import { readWindow } from '../../table/restore-window';
import { sourceRegionOf, usable, type ChosenSource, type RebuildAction } from '../source';

/**
 * Point-in-time recovery across regions: an evacuation, or the way back. It needs the source region, so it is no answer
 * to a lost one.
 *
 * @throws Stop SOURCE_UNAVAILABLE, PITR_OFF, TABLE_MISSING (precondition)
 */
export async function findPointInTime(action: RebuildAction): Promise<ChosenSource> {
  const { source, target, clock } = action;
  if (source === undefined) {
    throw unavailable(action, 'is assumed lost, and nothing is asked of it');
  }
  try {
    const there = { ...action, ...source };
    const { tableName: table } = await readPointer(there);
    const { earliest, latest } = await readWindow(there, table);
    return usable(clock.now(), {
      class: 'point-in-time',
      table,
      at: Date.parse(latest),
      note: `${sourceRegionOf(target)} answers: ${table} can be restored across regions to any second since ${earliest}`,
      vault: null,
    });
  } catch (error) {
    action.signal.throwIfAborted();
    if (error instanceof Stop) throw error;
    throw unavailable(action, `does not answer (${error instanceof Error ? error.name : String(error)})`);
  }
}

function unavailable({ target }: RebuildAction, why: string): Stop {
  return new Stop({
    kind: 'precondition',
    code: 'SOURCE_UNAVAILABLE',
    message: `${sourceRegionOf(target)} ${why}: its table cannot be restored from there`,
    next: `npx recover preflight regional-outage --to ${target.region} --evacuate`,
  });
}
