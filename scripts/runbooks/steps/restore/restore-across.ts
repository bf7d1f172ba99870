import { regionKey } from '../../../recovery/aws/region-key';
import { restoreAcross } from '../../../recovery/rebuild/restore-across';
import { freeTableName, requireRestored } from '../../../recovery/table/restore';
import { readWindow } from '../../../recovery/table/restore-window';
import { actionOf, known, type RecoveryStep } from '../../world';
import { servingTableOf } from '../rebuild/catch-up';
import { sourceWorldOf } from '../rebuild/in-source';

/** The table that serves, as of now, into a new one of the region that is to serve. Writes go on. */
export function restoreFromServing({ needs }: { readonly needs: readonly string[] }): RecoveryStep {
  return {
    id: 'restore',
    title: 'Restore the table that serves across regions',
    why: 'Both regions answer, so point-in-time recovery makes the new table, in 20 minutes or more, while the service goes on. It is a new generation: what the region held before is kept, fenced, and never written to.',
    needs,
    budgetMinutes: 90,
    byHand:
      'In the region that is to serve: aws dynamodb restore-table-to-point-in-time --source-table-arn ... --target-table-name SyncWellMetadata-restored-YYYY-MM-DD --use-latest-restorable-time --sse-specification-override with the key of that region.',
    proves: 'the new table is active, and its restore summary names the source and the second.',
    check: () => 'to do',
    plan: async (context) => [
      `restore ${servingTableOf(context)} to the new table ${await freeTableName(actionOf(context))} (20 minutes or more)`,
    ],
    async run(context) {
      const action = actionOf(context);
      const source = servingTableOf(context);
      // Before anything is journalled that cannot be kept.
      await regionKey({ ...action.target, kms: action.clients.kms });
      const from = sourceWorldOf(context.world);
      const { latest } = await readWindow({ ...action, target: from.target, clients: from.clients }, source);
      const at = context.facts.restorePoint ?? latest;
      const target = context.facts.restoredTable ?? (await freeTableName(action));
      await context.record({ restorePoint: at, restoredTable: target });
      await restoreAcross(action, { from, source, target, at });
    },
    async verify(context) {
      const source = servingTableOf(context);
      const target = known(context, 'restoredTable');
      const at = known(context, 'restorePoint');
      await requireRestored(actionOf(context), { source, target, at });
      return { source, target, restorePoint: at };
    },
  };
}
