import { movedText, rebuiltText } from '../../../recovery/service/traffic/announcement';
import { known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface AnnounceProps {
  readonly needs: readonly string[];
  /** `rebuilt`: after a loss; `moved`: on purpose, with nothing lost. */
  readonly event: 'rebuilt' | 'moved';
}

/** Where the text lies, beside the incident's journal and in the audit bucket. */
const DOCUMENT = 'announcement.json';

export function announce({ needs, event }: AnnounceProps): RecoveryStep {
  return {
    id: 'announce',
    title: 'Write the announcement',
    why: 'Users ask the status page first. What happened, since when, what is lost and what they have to do is known now, to the minute; it is kept with the incident for whoever publishes it.',
    needs,
    budgetMinutes: 1,
    byHand:
      'Write what happened, since when, which window of changes is lost, and that nothing has to be installed.',
    proves: 'the text is kept with the incident.',
    check: ({ facts }) => (facts.announcement === undefined ? 'to do' : 'done'),
    plan: () => [`write ${DOCUMENT} for the status page`],
    async run(context) {
      const text = textOf(context, event);
      await context.world.keep(DOCUMENT, { incident: context.incident, text });
      await context.record({ announcement: text });
    },
    verify: (context) => ({ document: DOCUMENT, text: known(context, 'announcement') }),
  };
}

function textOf(context: RecoveryContext, event: AnnounceProps['event']): string {
  const backAt = known(context, 'trafficSwitchedAt');
  if (event === 'rebuilt') return rebuiltText({ lost: known(context, 'lossWindow'), backAt });
  const haltedAt = context.facts.serving?.haltedAt;
  return movedText({ haltedAt: haltedAt ?? backAt, backAt });
}
