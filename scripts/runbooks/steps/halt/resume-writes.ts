import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import { readPointer, readPointerAsWorker } from '../../../recovery/service/pointer/pointer';
import { publishPointer } from '../../../recovery/service/pointer/publish';
import { awaitAcceptance, isRefused } from '../../../recovery/service/writers/probe';
import { resumeWorkers } from '../../../recovery/service/writers/workers';
import { actionOf, known, type RecoveryStep } from '../../world';

export interface ResumeProps {
  /** Whether the halt stopped the workers, too. */
  readonly workersStopped: boolean;
  /** @default proof as a user, and the parameter of the deploys */
  readonly needs?: readonly string[];
}

export function resumeWrites({
  workersStopped,
  needs = ['verify-as-user', 'move-live-table'],
}: ResumeProps): RecoveryStep {
  return {
    id: 'resume-writes',
    title: 'Let the service write again',
    why: 'Everything is proven: writes go to the restored table from here on. The old table stays denied.',
    needs,
    budgetMinutes: 5,
    byHand: 'Publish the pointer document with writesEnabled true; bring workers and their scaling back.',
    proves:
      'a write tried with the role of the workers is allowed again (and writes nothing); a worker reads writesEnabled true.',
    async check(context) {
      const live = await readPointer(actionOf(context));
      return live.writesEnabled && live.tableName === known(context, 'restoredTable') ? 'done' : 'to do';
    },
    plan: (context) => [
      `publish writesEnabled true for ${known(context, 'restoredTable')}, workers as before`,
    ],
    async run(context) {
      const action = actionOf(context);
      if (workersStopped) await resumeWorkers(action, known(context, 'workersBefore'));
      const live = await readPointer(action);
      const wanted = {
        ...live,
        writesEnabled: true,
        incidentId: context.incident,
        updatedAt: isoTime(context.clock.now()),
      };
      await publishPointer(action, wanted, live);
    },
    async verify(context) {
      const action = actionOf(context);
      const table = known(context, 'restoredTable');
      await awaitAcceptance(action, { table });
      const { tableName, writesEnabled, epoch } = await readPointerAsWorker(action);
      if (tableName === table && writesEnabled) return { tableName, epoch, writesOfWorkers: 'accepted' };
      throw stop('WRITES_NOT_RESUMED', { table: tableName, writesEnabled, incident: context.incident });
    },
    async undo(context) {
      const { incident } = context;
      const live = await readPointer(actionOf(context));
      if (!live.writesEnabled || live.tableName !== known(context, 'restoredTable')) return;
      throw stop('WRITES_RESUMED', { table: live.tableName, incident, inPlace: false });
    },
  };
}

export function proveOldFence(): RecoveryStep {
  return {
    id: 'prove-old-fence',
    title: 'Prove that the old table refuses late writers',
    why: 'A worker that wakes up with the old document would write where nobody reads. The old table is kept, under Terraform and denied, until somebody decides otherwise: it is the evidence and the only other copy.',
    needs: ['resume-writes'],
    budgetMinutes: 1,
    byHand: 'With the role of the workers, try a write to the old table: AccessDeniedException.',
    proves: 'a write to the old table, tried with the role of the workers, is refused.',
    check: () => 'to do',
    plan: (context) => [`try a write to ${known(context, 'sourceTable')} as a worker`],
    run: () => undefined,
    async verify(context) {
      const table = known(context, 'sourceTable');
      if (await isRefused(actionOf(context), { table })) return { table, lateWrites: 'refused' };
      throw stop('OLD_TABLE_WRITABLE', { table });
    },
  };
}
