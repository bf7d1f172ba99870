import { isoTime } from '../../../engine/clock';
import { readPointer } from '../../../recovery/service/pointer/pointer';
import { publishPointer } from '../../../recovery/service/pointer/publish';
import { waitUntil } from '../../../recovery/aws/wait-until';
import { lowerFence, raiseFence, readFence } from '../../../recovery/service/writers/fence';
import { awaitAcceptance } from '../../../recovery/service/writers/probe';
import { resumeWorkers, stopWorkers, suspendScaling } from '../../../recovery/service/writers/workers';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface HaltProps {
  /** Also scale the workers to zero: only when they must not even read. */
  readonly stopWorkers: boolean;
}

export function haltWrites({ stopWorkers: alsoWorkers }: HaltProps): RecoveryStep {
  return {
    id: 'halt-writes',
    title: 'Halt every writer',
    why: 'Each further write makes the loss larger and hides the damage. Two layers: writesEnabled false in AppConfig lets the service refuse politely; a denial in the table policy stops whoever does not listen. Reads go on.',
    needs: ['survey'],
    budgetMinutes: 3,
    byHand:
      'aws dynamodb put-resource-policy with a Deny on PutItem, UpdateItem, DeleteItem, BatchWriteItem and the PartiQL writes for everyone but the recovery-operator role; publish the pointer document with writesEnabled false.',
    proves: 'policy and pointer document are read back: both refuse writes.',
    async check(context) {
      return (await isHalted(context)) && !alsoWorkers ? 'done' : 'to do';
    },
    plan(context) {
      const table = known(context, 'sourceTable');
      return [
        `deny writes to ${table} in its resource policy, but for the recovery operator`,
        ...(servesFrom(context, table) ? ['publish writesEnabled false'] : []),
        ...(alsoWorkers ? ['suspend the scaling of the workers, then scale them to 0'] : []),
      ];
    },
    async run(context) {
      const action = actionOf(context);
      const table = known(context, 'sourceTable');
      const original = known(context, 'policyBefore');
      // Side by side: whichever fails, the other one stands.
      const layers = await Promise.allSettled([
        raiseFence(action, { table, incident: context.incident, original }),
        // A table that does not serve is fenced alone: the service goes on with its own.
        servesFrom(context, table) ? disableWrites(context) : undefined,
      ]);
      for (const layer of layers) if (layer.status === 'rejected') throw layer.reason;
      if (!alsoWorkers) return;
      await suspendScaling(action);
      await stopWorkers(action);
    },
    async verify(context) {
      const table = known(context, 'sourceTable');
      return waitUntil(actionOf(context), {
        look: async () =>
          (await isHalted(context))
            ? { table, fence: 'raised', ...(servesFrom(context, table) ? { writesEnabled: false } : {}) }
            : undefined,
        // A policy is shown a while after it was taken (aws-facts.md, 2.2).
        every: 2_000,
        within: 60_000,
        otherwise: () => stop('HALT_NOT_IN_PLACE', { table, incident: context.incident }),
      });
    },
    undo: (context) => liftHalt(context, { workersStopped: alsoWorkers }),
  };
}

/** Lets the service write to its own table again: the policy as it was, to the letter, and writesEnabled true. */
export async function liftHalt(
  context: RecoveryContext,
  { workersStopped }: { readonly workersStopped: boolean },
): Promise<void> {
  const action = actionOf(context);
  const table = known(context, 'sourceTable');
  if (workersStopped) await resumeWorkers(action, known(context, 'workersBefore'));
  await lowerFence(action, { table, original: known(context, 'policyBefore') });
  await awaitAcceptance(action, { table });
  const live = await readPointer(action);
  if (live.tableName !== table) return;
  const wanted = {
    ...live,
    writesEnabled: true,
    incidentId: context.incident,
    updatedAt: isoTime(context.clock.now()),
  };
  await publishPointer(action, wanted, live);
}

async function disableWrites(context: RecoveryContext): Promise<void> {
  const before = known(context, 'pointerBefore');
  const wanted = {
    ...before,
    writesEnabled: false,
    incidentId: context.incident,
    updatedAt: isoTime(context.clock.now()),
  };
  await publishPointer(actionOf(context), wanted, before);
}

async function isHalted(context: RecoveryContext): Promise<boolean> {
  const action = actionOf(context);
  const table = known(context, 'sourceTable');
  const { raised } = await readFence(action, table);
  return raised && !(servesFrom(context, table) && (await readPointer(action)).writesEnabled);
}

/** Whether the service reads and writes that table, or did when the incident was declared. */
function servesFrom(context: RecoveryContext, table: string): boolean {
  return known(context, 'pointerBefore').tableName === table;
}
