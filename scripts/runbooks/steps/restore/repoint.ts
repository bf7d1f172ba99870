import { isoTime } from '../../../engine/clock';
import type { PointerDocument } from '../../../../settings/runtime-documents';
import { readPointer } from '../../../recovery/service/pointer/pointer';
import { publishPointer } from '../../../recovery/service/pointer/publish';
import { canonicalJson } from '../../../engine/json';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface RepointProps {
  readonly needs: readonly string[];
  /**
   * Writes stay halted until everything is proven, or stay as they are when the table alone is moved. Where nobody
   * writes yet, because no traffic and no worker is there, they are allowed at once.
   */
  readonly writesEnabled: 'no' | 'as before' | 'yes';
}

export function repoint({ needs, writesEnabled }: RepointProps): RecoveryStep {
  const wanted = (context: RecoveryContext, table: string, raisedBy: number): PointerDocument => {
    const before = known(context, 'pointerBefore');
    return {
      ...before,
      tableName: table,
      // From what was written down, not from what is live: a repetition must not raise it again.
      epoch: before.epoch + raisedBy,
      writesEnabled: writesEnabled === 'as before' ? before.writesEnabled : writesEnabled === 'yes',
      incidentId: context.incident,
      updatedAt: isoTime(context.clock.now()),
    };
  };
  return {
    id: 'repoint',
    title: 'Point the service at the restored table',
    why: 'The service reads the table name from AppConfig. The epoch is raised, so that a worker with the old document is known as late; the old table stays fenced, so that it cannot write there.',
    needs,
    budgetMinutes: 5,
    byHand:
      'aws appconfig stop-deployment for a running one; create-hosted-configuration-version with the live document, only tableName, epoch + 1, incidentId and updatedAt changed; start-deployment with the instant strategy; read it back through appconfigdata.',
    proves: 'the pointer is read through AppConfig as the service reads it: restored table, raised epoch.',
    async check(context) {
      return sameApartFromTime(
        await readPointer(actionOf(context)),
        wanted(context, known(context, 'restoredTable'), 1),
      )
        ? 'done'
        : 'to do';
    },
    async plan(context) {
      const live = await readPointer(actionOf(context));
      const next = wanted(context, known(context, 'restoredTable'), 1);
      return [`publish ${next.tableName} instead of ${live.tableName}, epoch ${live.epoch} -> ${next.epoch}`];
    },
    async run(context) {
      const action = actionOf(context);
      const live = await readPointer(action);
      const before = known(context, 'pointerBefore');
      // The document may have moved only by our own halt: anything else is somebody else's decision.
      const ours = live.incidentId === context.incident && live.epoch === before.epoch;
      await publishPointer(action, wanted(context, known(context, 'restoredTable'), 1), ours ? live : before);
    },
    async verify(context) {
      const live = await readPointer(actionOf(context));
      const next = wanted(context, known(context, 'restoredTable'), 1);
      if (sameApartFromTime(live, next)) return { tableName: live.tableName, epoch: live.epoch };
      throw stop('POINTER_NOT_IN_PLACE', {
        live: { table: live.tableName, epoch: live.epoch },
        wanted: { table: next.tableName, epoch: next.epoch },
        incident: context.incident,
      });
    },
    async undo(context) {
      const action = actionOf(context);
      const { tableName } = known(context, 'pointerBefore');
      // Going back is a repoint as well: the epoch rises again.
      const live = await readPointer(action);
      if (live.tableName === tableName) return;
      await publishPointer(action, wanted(context, tableName, 2), live);
    },
  };
}

function sameApartFromTime(a: PointerDocument, b: PointerDocument): boolean {
  return canonicalJson({ ...a, updatedAt: '' }) === canonicalJson({ ...b, updatedAt: '' });
}
