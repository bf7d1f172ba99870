import { requireAccepted } from '../../recovery/incident/data-loss';
import { isoTime } from '../../runbook/clock';
import { known, type RecoveryContext, type RecoveryStep } from '../world';
import type { TimeSpan } from '../facts';

/** The loss of a lost region: from the newest copy until the service is taken over. */
export function settleLostWrites(): RecoveryStep {
  const windowOf = (context: RecoveryContext): TimeSpan => ({
    from: known(context, 'restorePoint'),
    to: isoTime(context.clock.now()),
  });
  return {
    id: 'settle-data-loss',
    title: 'Settle which writes are lost',
    why: 'What was written after the newest copy is in the lost region only. The window is known exactly once the source is chosen; it must lie within what was accepted, or somebody has to accept it.',
    needs: ['choose-source'],
    budgetMinutes: 1,
    byHand:
      'Write down the restore point of the copy and the time now, and have the loss between them accepted.',
    proves: 'the exact window lies within what somebody accepted by name.',
    check: ({ facts }) => Promise.resolve(facts.lossWindow === undefined ? 'to do' : 'done'),
    plan(context) {
      const { from, to } = windowOf(context);
      return Promise.resolve([`writes from ${from} to ${to} are lost`]);
    },
    async run(context) {
      const lossWindow = windowOf(context);
      requireAccepted({
        window: lossWindow,
        accepted: context.world.acknowledged,
        incident: context.incident,
        because: `the newest copy of the table is of ${lossWindow.from}`,
        until: 'Nothing is rebuilt until it is accepted',
      });
      await context.record({ lossWindow });
    },
    verify(context) {
      const { from, to } = known(context, 'lossWindow');
      return Promise.resolve({ from, to, seconds: (Date.parse(to) - Date.parse(from)) / 1000 });
    },
  };
}
