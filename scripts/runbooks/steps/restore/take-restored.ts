import { readTableSettings } from '../../../recovery/table/settings';
import { actionOf, known, type RecoveryStep } from '../../world';

export interface TakeRestoredProps {
  readonly source: string;
  readonly table: string;
  /** ISO 8601 second. */
  readonly restorePoint: string;
}

/** Names the restored table of another incident, and what it was restored from. */
export function takeRestored({ source, table, restorePoint }: TakeRestoredProps): RecoveryStep {
  return {
    id: 'take-restored',
    title: 'Take the restored table that was named',
    why: 'What is brought back, and where to, follows from the restore: its source, its second and its table.',
    needs: [],
    budgetMinutes: 1,
    readsOnly: true,
    byHand: 'aws dynamodb describe-table --table-name TABLE: its restore summary names source and second.',
    proves: 'both tables exist and their settings can be read.',
    check: ({ facts }) => (facts.restoredTable === undefined ? 'to do' : 'done'),
    plan: () => [`${table} was restored from ${source} as of ${restorePoint}`],
    async run(context) {
      await readTableSettings(actionOf(context), source);
      await readTableSettings(actionOf(context), table);
      await context.record({ sourceTable: source, restoredTable: table, restorePoint });
    },
    verify: (context) => ({ source, table: known(context, 'restoredTable'), restorePoint }),
  };
}
