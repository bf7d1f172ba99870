import { requireAccepted } from '../../recovery/incident/data-loss';
import { known, type RecoveryContext, type RecoveryStep } from '../world';
import type { TimeSpan } from '../facts';
import { restorePointOf } from './find-restore-point';

export interface SettleProps {
  /** As for the restore. */
  readonly restoreTo: string;
  /** @default prove-halt */
  readonly needs?: readonly string[];
}

export function settleDataLoss({ restoreTo, needs = ['prove-halt'] }: SettleProps): RecoveryStep {
  const windowOf = (context: RecoveryContext): TimeSpan => {
    const to = known(context, 'haltedAt');
    return { from: restoreTo === 'latest' ? to : restorePointOf(context, restoreTo), to };
  };
  return {
    id: 'settle-data-loss',
    title: 'Settle which writes are lost',
    why: 'Everything written between the restore point and the halt is not in the restored table; what of it can be salvaged is known later. The window is known exactly only now; it must lie within what was accepted, or somebody has to accept it.',
    needs,
    budgetMinutes: 1,
    byHand:
      'Write down the restore point and the instant of the halt, and have the loss between them accepted.',
    proves: 'the exact window lies within what somebody accepted by name.',
    check: ({ facts }) => Promise.resolve(facts.lossWindow === undefined ? 'to do' : 'done'),
    plan(context) {
      const { from, to } = windowOf(context);
      return Promise.resolve([`writes from ${from} to ${to} are lost`]);
    },
    async run(context) {
      const lossWindow = windowOf(context);
      // Restored to the halt itself, nothing is lost and nothing has to be accepted.
      if (lossWindow.from !== lossWindow.to)
        requireAccepted({
          window: lossWindow,
          accepted: context.world.acknowledged,
          incident: context.incident,
        });
      await context.record({ lossWindow });
    },
    verify(context) {
      const { from, to } = known(context, 'lossWindow');
      return Promise.resolve({ from, to, seconds: (Date.parse(to) - Date.parse(from)) / 1000 });
    },
  };
}
