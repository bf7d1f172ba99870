import { recallDocument } from '../../../recovery/incident/documents';
import { auditBucketOf } from '../../../recovery/incident/s3-mirror';
import { rewindPlanSchema, type RewindPlan } from '../../../recovery/repair/rewind/plan';
import { undoRewind as bringBack } from '../../../recovery/repair/rewind/undo';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { REWIND_PLAN } from './rewind';

/** @param of the incident whose rewind is taken back */
export function undoRewind(of: string): RecoveryStep {
  return {
    id: 'undo-rewind',
    title: 'Take a rewind back',
    why: 'A rewind that was a mistake is undone item by item: the image that it replaced is still in the change stream, and is written again on condition that the item is exactly what the rewind wrote.',
    needs: [],
    budgetMinutes: 20,
    byHand: `Read ${REWIND_PLAN} of the incident: for each key, put the image of that sequence number from the stream of the table, under a condition on all attributes.`,
    proves: 'a second pass finds nothing left to take back.',
    check: ({ facts }) => (facts.rewindUndone === undefined ? 'to do' : 'done'),
    async plan(context) {
      const { table, rewrites } = await planOf(context, of);
      return [`write the corrupted image of up to ${rewrites.length} items of ${table} again`];
    },
    async run(context) {
      const { undone, kept } = await bringBack(actionOf(context), await planOf(context, of));
      await context.record({ rewindUndone: { of, undone, kept: kept.length } });
    },
    async verify(context) {
      const { undone } = await bringBack(actionOf(context), await planOf(context, of));
      if (undone === 0) return known(context, 'rewindUndone');
      throw stop('UNDO_INCOMPLETE', { left: undone, incident: context.incident });
    },
  };
}

/** @throws Stop NOTHING_TO_UNDO (precondition) */
async function planOf({ world, clock }: RecoveryContext, of: string): Promise<RewindPlan> {
  const audit = { s3: world.clients.audit, bucket: auditBucketOf(world.target), clock };
  const content = await recallDocument(audit, of, REWIND_PLAN);
  if (content !== undefined) return rewindPlanSchema.parse(content);
  throw stop('NOTHING_TO_UNDO', { incident: of, kept: REWIND_PLAN });
}
