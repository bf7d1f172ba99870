import { readPointer, readPointerAsWorker } from '../../../recovery/service/pointer/pointer';
import { readFence } from '../../../recovery/service/writers/fence';
import { awaitAcceptance } from '../../../recovery/service/writers/probe';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryStep } from '../../world';
import { liftHalt } from './halt-writes';

export interface ResumeInPlaceProps {
  readonly needs: readonly string[];
  /** Whether the halt stopped the workers, too. */
  readonly workersStopped: boolean;
}

/** After a rewind: the table that was halted is the one that serves on. */
export function resumeInPlace({ needs, workersStopped }: ResumeInPlaceProps): RecoveryStep {
  return {
    id: 'resume-writes',
    title: 'Let the service write again',
    why: 'The damage is undone where it was done, and that is proven: the same table takes writes again, its policy is as it was, and no pointer has moved.',
    needs,
    budgetMinutes: 5,
    byHand:
      'aws dynamodb put-resource-policy with the policy from before the halt, or delete-resource-policy where there was none; publish the pointer document with writesEnabled true; bring workers and their scaling back.',
    proves:
      'a write tried with the role of the workers is allowed again (and writes nothing); a worker reads writesEnabled true and the same table.',
    async check(context) {
      const action = actionOf(context);
      const table = known(context, 'sourceTable');
      const [{ raised }, live] = await Promise.all([readFence(action, table), readPointer(action)]);
      return !raised && live.writesEnabled && !workersStopped ? 'done' : 'to do';
    },
    plan: (context) => [
      `take the denial out of the policy of ${known(context, 'sourceTable')}, publish writesEnabled true, workers as before`,
    ],
    run: (context) => liftHalt(context, { workersStopped }),
    async verify(context) {
      const action = actionOf(context);
      const table = known(context, 'sourceTable');
      await awaitAcceptance(action, { table });
      const { tableName, writesEnabled, epoch } = await readPointerAsWorker(action);
      const before = known(context, 'pointerBefore');
      if (tableName === before.tableName && epoch === before.epoch && writesEnabled)
        return { tableName, epoch, writesOfWorkers: 'accepted' };
      throw stop('WRITES_NOT_RESUMED', {
        table: tableName,
        epoch,
        writesEnabled,
        incident: context.incident,
      });
    },
    async undo(context) {
      const table = known(context, 'sourceTable');
      if ((await readFence(actionOf(context), table)).raised) return;
      throw stop('WRITES_RESUMED', { table, incident: context.incident, inPlace: true });
    },
  };
}
