import { createTable, requireCreated } from '../../../recovery/rebuild/create-table';
import { freeTableName } from '../../../recovery/table/restore';
import { requireTable } from '../../../recovery/table/describe-table';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface CreateTableStepProps {
  /** @default choose-source */
  readonly needs?: readonly string[];
}

export function createRebuiltTable({ needs = ['choose-source'] }: CreateTableStepProps = {}): RecoveryStep {
  return {
    id: 'create-table',
    title: 'Make the table in the healthy region',
    why: 'A rebuild never touches a table that exists: it makes a new one, with the keys, indexes, capacity, encryption and protection that it is to keep. Stream, time to live and policy follow when it is loaded. A replica is there already.',
    needs,
    budgetMinutes: 10,
    byHand:
      'aws dynamodb create-table with the settings of the vault (settings.json), a name SyncWellMetadata-restored-YYYY-MM-DD and the key of this region.',
    proves: 'the table is active, with the keys and indexes of its source.',
    check: () => 'to do',
    async plan(context) {
      const { class: kind, table } = known(context, 'rebuildSource');
      return kind === 'replica'
        ? [`take the replica ${table}`]
        : [`create the table ${await tableOf(context)} with the settings of ${table}`];
    },
    async run(context) {
      const { class: kind } = known(context, 'rebuildSource');
      const table = await tableOf(context);
      // The name is journalled before the call: a killed run finds its own table by it.
      await context.record({ restoredTable: table });
      if (kind === 'vault') {
        await createTable(actionOf(context), { table, settings: known(context, 'settingsBefore') });
      }
    },
    async verify(context) {
      const action = actionOf(context);
      const { class: kind } = known(context, 'rebuildSource');
      const table = known(context, 'restoredTable');
      if (kind === 'vault') {
        await requireCreated(action, { table, settings: known(context, 'settingsBefore') });
      } else await requireTable(action, table);
      return { table, class: kind };
    },
  };
}

/** The live name of a replica; else the first free one of the day. */
async function tableOf(context: RecoveryContext): Promise<string> {
  const { class: kind, table } = known(context, 'rebuildSource');
  if (kind === 'replica') return table;
  return context.facts.restoredTable ?? (await freeTableName(actionOf(context)));
}
