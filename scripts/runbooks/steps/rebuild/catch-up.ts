import { CatchUp } from '../../../recovery/rebuild/catch-up';
import { isoTime } from '../../../engine/clock';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { sourceWorldOf } from './in-source';

export interface CatchUpStepProps {
  readonly needs: readonly string[];
  /** `final`: nobody writes any more, so that it ends with nothing left. */
  readonly when: 'while writes go on' | 'final';
}

/** Milliseconds that are read once more: a stream tells whole seconds, and what is applied twice does no harm. */
const OVERLAP = 60_000;
/** Seconds behind that a halt may find: the rest is caught up while it lasts. */
const CLOSE = 30;
/** Rounds after which writes come faster than they are followed: the halt ends that. */
const ROUNDS = 20;

export function catchUpStep({ needs, when }: CatchUpStepProps): RecoveryStep {
  const isFinal = when === 'final';
  return {
    id: isFinal ? 'final-catch-up' : 'catch-up',
    title: isFinal ? 'Follow the last writes' : 'Follow what was written since the restore point',
    why: isFinal
      ? 'Nobody can write any more: what the stream still tells is the rest. After it nothing that was acknowledged is missing.'
      : 'Writes go on while the table is restored. They are followed now, so that the time without writes is short.',
    needs,
    budgetMinutes: isFinal ? 5 : 30,
    byHand:
      'There is no hand that does this: npx recover resume INCIDENT goes on where it was. Without it, halt first and restore to the second of the halt: slower, and as complete.',
    proves: isFinal
      ? 'a round of the stream, read after the halt, has nothing left that somebody wrote.'
      : 'the new table is seconds behind the one that serves.',
    check: () => 'to do',
    plan: (context) => [
      `apply to ${known(context, 'restoredTable')} what was written since ${sinceOf(context)}`,
    ],
    async run(context) {
      const source = sourceWorldOf(context.world);
      const following = await CatchUp.open(actionOf(context), {
        from: { target: source.target, clients: source.clients, table: servingTableOf(context) },
        since: sinceOf(context),
        table: known(context, 'restoredTable'),
      });
      let applied = context.facts.caughtUp?.applied ?? 0;
      for (let round = 1; round <= ROUNDS; round += 1) {
        const { put, deleted, written, upTo, lagSeconds } = await following.round();
        applied += put + deleted;
        await context.record({ caughtUp: { applied, upTo } });
        const isClose = isFinal ? written === 0 : lagSeconds <= CLOSE;
        if (isClose) return;
      }
    },
    verify: (context) => known(context, 'caughtUp'),
  };
}

/** From where changes may be missing. */
function sinceOf(context: RecoveryContext): string {
  const { caughtUp } = context.facts;
  const from = Date.parse(caughtUp?.upTo ?? known(context, 'restorePoint'));
  return isoTime(from - OVERLAP);
}

/** The table that serves until the service is moved. @throws Stop FACT_MISSING */
export function servingTableOf(context: RecoveryContext): string {
  return known({ facts: context.facts.serving ?? {}, incident: context.incident }, 'sourceTable');
}
