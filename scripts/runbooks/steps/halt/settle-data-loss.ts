import { requireAccepted, type RecordedDataLossWindow } from '../../../recovery/incident/data-loss';
import type { RestoreTime } from '../../../recovery/table/restore-time';
import { isoTime } from '../../../engine/clock';
import { known, type RecoveryContext, type RecoveryStep } from '../../world';
import { restorePointOf } from '../repair/find-restore-point';

export interface SettleProps {
  /** As for the restore. */
  readonly restoreTo: RestoreTime;
  /** @default prove-halt */
  readonly needs?: readonly string[];
}

/** The loss of a restore: from the restore point to the halt. */
export function settleDataLoss({ restoreTo, needs = ['prove-halt'] }: SettleProps): RecoveryStep {
  return settle({
    needs,
    why: 'Everything written between the restore point and the halt is not in the restored table; what of it can be salvaged is known later. The window is known exactly only now; it must lie within what was accepted, or somebody has to accept it.',
    byHand:
      'Write down the restore point and the instant of the halt, and have the loss between them accepted.',
    windowOf(context) {
      return { from: restorePointOf(context, restoreTo), to: known(context, 'haltedAt') };
    },
  });
}

/** The loss of a lost region: from the newest copy until the service is taken over. */
export function settleLostWrites(): RecoveryStep {
  return settle({
    needs: ['choose-source'],
    why: 'What was written after the newest copy is in the lost region only. The window is known exactly once the source is chosen; it must lie within what was accepted, or somebody has to accept it.',
    byHand:
      'Write down the restore point of the copy and the time now, and have the loss between them accepted.',
    windowOf: (context) => ({ from: known(context, 'restorePoint'), to: isoTime(context.clock.now()) }),
    words: ({ from }) => ({
      because: `the newest copy of the table is of ${from}`,
      until: 'Nothing is rebuilt until it is accepted',
    }),
  });
}

interface DataLossProps extends Pick<RecoveryStep, 'needs' | 'why' | 'byHand'> {
  readonly windowOf: (context: RecoveryContext) => RecordedDataLossWindow;
  /** Why it is so, and what waits until it is accepted. @default those of a halt */
  readonly words?: (window: RecordedDataLossWindow) => { readonly because: string; readonly until: string };
}

function settle({ needs, why, byHand, windowOf, words }: DataLossProps): RecoveryStep {
  return {
    id: 'settle-data-loss',
    title: 'Settle which writes are lost',
    why,
    needs,
    budgetMinutes: 1,
    byHand,
    proves: 'the exact window lies within what somebody accepted by name.',
    check: ({ facts }) => (facts.lossWindow === undefined ? 'to do' : 'done'),
    plan(context) {
      const { from, to } = windowOf(context);
      return [`writes from ${from} to ${to} are lost`];
    },
    async run(context) {
      const window = windowOf(context);
      const { world, incident } = context;
      // Restored to the halt itself, nothing is lost and nothing has to be accepted.
      if (window.from !== window.to)
        requireAccepted({ window, accepted: world.acknowledged, incident, ...words?.(window) });
      await context.record({ lossWindow: window });
    },
    verify(context) {
      const { from, to } = known(context, 'lossWindow');
      return { from, to, seconds: (Date.parse(to) - Date.parse(from)) / 1000 };
    },
  };
}
