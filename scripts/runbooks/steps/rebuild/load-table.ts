import { loadTable } from '../../../recovery/rebuild/load/load-table';
import { writeUnitsOf } from '../../../recovery/rebuild/load/write-units';
import { requireEqual, verifyLoad, type LoadComparison } from '../../../recovery/rebuild/verify-load';
import { loadRules } from '../../../recovery/items/rules';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { contentsOf } from './choose-source';

export interface LoadTableStepProps {
  /** @default create-table */
  readonly needs?: readonly string[];
}

export function loadRebuiltTable({ needs = ['create-table'] }: LoadTableStepProps = {}): RecoveryStep {
  return {
    id: 'load-table',
    title: 'Load the table from the vault',
    why: 'The full export first, then the incremental ones in order, then every change that was copied since: begun again after a kill, it ends the same. Then the whole table is compared with the whole vault. Time to live must stay off until then. A replica is full already.',
    needs,
    budgetMinutes: 90,
    byHand:
      'There is no hand that does this in time: npx recover resume INCIDENT goes on where it was. Without the incremental exports and the changes, aws dynamodb import-table takes the full export into a new table.',
    proves:
      'every item of the table equals what the vault says of it, by count and by digest; keys that differ are named.',
    check: ({ facts }) => (facts.loaded === undefined ? 'to do' : 'done'),
    async plan(context) {
      const source = known(context, 'rebuildSource');
      if (source.class !== 'vault') return ['nothing to load: the table is full already'];
      const contents = await contentsOf(actionOf(context), source);
      const sizes = await Promise.all(contents.stages.map((stage) => contents.sizeOf(stage)));
      return [
        ...contents.stages.map(({ kind }, index) => `load ${sizes[index] ?? 0} items: ${kind}`),
        'compare every item with the vault',
      ];
    },
    async run(context) {
      const source = known(context, 'rebuildSource');
      const table = known(context, 'restoredTable');
      if (source.class !== 'vault') {
        await context.record({ loaded: { items: 0, digest: null, counts: {} } });
        return;
      }
      const action = actionOf(context);
      const contents = await contentsOf(action, source);
      await loadTable(action, {
        table,
        contents,
        position: context.facts.loadPosition,
        unitsPerSecond: writeUnitsOf(known(context, 'settingsBefore')),
        note: (loadPosition) => context.record({ loadPosition }),
      });
      const comparison = await verifyLoad(action, { table, contents, rules: loadRules() });
      await settle(context, table, comparison);
    },
    verify(context) {
      const { items, digest, counts } = known(context, 'loaded');
      const table = known(context, 'restoredTable');
      return digest === null ? { table, loaded: 'nothing: it was full' } : { table, items, digest, counts };
    },
  };
}

async function settle(context: RecoveryContext, table: string, comparison: LoadComparison): Promise<void> {
  const { items, digest, counts, differing } = comparison;
  if (differing > 0) {
    await context.world.keep('load-differences.json', comparison);
    // Whoever goes on loads once more, from the beginning: what is written twice does no harm.
    await context.record({ loadPosition: { stage: 0, parts: 0 } });
  }
  requireEqual(table, comparison, `npx recover resume ${context.incident}`);
  await context.record({ loaded: { items: items.actual, digest: digest.actual, counts } });
}
