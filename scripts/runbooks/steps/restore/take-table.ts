import { readTableSettings } from '../../../recovery/table/settings';
import { actionOf, known, type RecoveryStep } from '../../world';

/** Names the table that later steps work with, when it was not restored in the same incident. */
export function takeTable(table: string): RecoveryStep {
  return {
    id: 'take-table',
    title: 'Take the table that was named',
    why: 'The pointer must never name a table that does not exist.',
    needs: ['survey'],
    budgetMinutes: 1,
    byHand: 'aws dynamodb describe-table --table-name TABLE',
    proves: 'the table exists and its settings can be read.',
    check: () => 'to do',
    async plan(context) {
      await readTableSettings(actionOf(context), table);
      return [`${table} exists`];
    },
    async run(context) {
      await readTableSettings(actionOf(context), table);
      await context.record({ restoredTable: table });
    },
    verify: (context) => ({ table: known(context, 'restoredTable') }),
  };
}
