import { isoSecond } from '../../../engine/clock';
import { awaitRestorable, readWindow } from '../../../recovery/table/restore-window';
import {
  awaitRestore,
  chooseTargetName,
  requireRestored,
  startRestore,
} from '../../../recovery/table/restore';
import type { RestoreTime } from '../../../recovery/table/restore-time';
import { restorePointOf } from '../repair/find-restore-point';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface RestoreProps {
  /** The last second before the halt loses nothing that was acknowledged. */
  readonly restoreTo: RestoreTime;
  /** @default survey; for `latest` the proof of the halt */
  readonly needs?: readonly string[];
  /** Name of the restored table. @default the first free one of the day */
  readonly target?: string;
}

export function restore({ restoreTo, needs, target: wanted }: RestoreProps): RecoveryStep {
  const latest = restoreTo.kind === 'latest';
  return {
    id: 'restore',
    title: 'Restore the table to a new one',
    why: 'Point-in-time recovery always makes a new table and takes at least 20 minutes at any size. It does not touch the old one, so it starts while writes are being halted.',
    needs: needs ?? [latest ? 'prove-halt' : 'survey'],
    budgetMinutes: 90,
    byHand:
      'aws dynamodb restore-table-to-point-in-time --source-table-name ... --target-table-name SyncWellMetadata-restored-YYYY-MM-DD --restore-date-time ... with overrides for billing, indexes and key; wait for ACTIVE and RestoreInProgress false.',
    proves:
      'the new table is active, and its restore summary names the source and the second that were asked for.',
    check: () => 'to do',
    async plan(context) {
      const source = known(context, 'sourceTable');
      const at = latest ? 'the second of the halt' : restorePointOf(context, restoreTo);
      const target = wanted ?? (await chooseTargetName(actionOf(context), source));
      return [`restore ${source} as of ${at} to the new table ${target} (20 minutes or more)`];
    },
    async run(context) {
      const action = actionOf(context);
      const source = known(context, 'sourceTable');
      const at =
        context.facts.restorePoint ?? (latest ? await latestOf(context) : restorePointOf(context, restoreTo));
      // The name is journalled before the call: a killed run finds its own restore by it.
      const target = context.facts.restoredTable ?? wanted ?? (await chooseTargetName(action, source));
      await context.record({ restorePoint: at, restoredTable: target });
      await awaitRestorable(action, { table: source, at });
      await startRestore(action, { source, target, at });
      await awaitRestore(action, { target });
    },
    async verify(context) {
      const source = known(context, 'sourceTable');
      const target = known(context, 'restoredTable');
      const at = known(context, 'restorePoint');
      await requireRestored(actionOf(context), { source, target, at });
      return { source, target, restorePoint: at };
    },
  };
}

/** The first whole second after the last write; while writes go on, the latest that can be restored now. */
async function latestOf(context: RecoveryContext): Promise<string> {
  const { haltedAt } = context.facts;
  if (haltedAt !== undefined) return isoSecond(Math.ceil(Date.parse(haltedAt) / 1000) * 1000);
  return (await readWindow(actionOf(context), known(context, 'sourceTable'))).latest;
}
