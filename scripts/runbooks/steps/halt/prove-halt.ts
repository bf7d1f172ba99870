import { awaitHalt } from '../../../recovery/service/writers/halt-proof';
import { isRefused } from '../../../recovery/service/writers/probe';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryStep } from '../../world';

export function proveHalt(): RecoveryStep {
  return {
    id: 'prove-halt',
    title: 'Prove that nobody can write',
    why: 'A policy reaches every request only after a while, whatever the API answers. The proof is a write that a worker tries and is refused, again and again, and a change stream that stays silent. The instant found here ends the window of lost data.',
    needs: ['halt-writes'],
    budgetMinutes: 4,
    byHand:
      'With the role of the workers, try to put an item under a condition that cannot hold: it must say AccessDeniedException, not ConditionalCheckFailedException. Then watch the stream of the table for 20 seconds.',
    proves: 'a write tried with the role of the workers is refused, and the change stream is silent.',
    async check(context) {
      if (context.facts.haltedAt === undefined) return 'to do';
      return (await isRefused(actionOf(context), { table: known(context, 'sourceTable') }))
        ? 'done'
        : 'to do';
    },
    plan: (context) => [
      `try writes to ${known(context, 'sourceTable')} as a worker until every one is refused (nothing can be written by them)`,
      'watch the change stream until it is silent',
    ],
    async run(context) {
      const haltedAt = await awaitHalt(actionOf(context), known(context, 'sourceTable'));
      await context.record({ haltedAt });
    },
    async verify(context) {
      const table = known(context, 'sourceTable');
      const haltedAt = known(context, 'haltedAt');
      if (await isRefused(actionOf(context), { table }))
        return { table, haltedAt, writesOfWorkers: 'refused' };
      throw stop('HALT_NOT_PROVEN', { table, incident: context.incident });
    },
  };
}
