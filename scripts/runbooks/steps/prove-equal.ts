import { compareItems } from '../../recovery/rebuild/digest/compare-items';
import { sideOfTable } from '../../recovery/rebuild/digest/sides';
import { requireEqual } from '../../recovery/rebuild/verify-load';
import { actionOf, known, type RecoveryStep } from '../world';
import { servingTableOf } from './catch-up';
import { sourceWorldOf } from './in-source';

/** Where a credential lies differs with the region: see the step remap-pointers. */
const REGIONAL = ['CredentialArn'];

export function proveEqual({ needs }: { readonly needs: readonly string[] }): RecoveryStep {
  return {
    id: 'prove-equal',
    title: 'Prove that both tables hold the same',
    why: 'Nothing that was acknowledged may be missing at home. Both tables are at rest: every item is compared, apart from the region of its credentials.',
    needs,
    budgetMinutes: 30,
    byHand: 'npx recover validate of both tables: the same counts, the same digest.',
    proves: 'counts and digest of all items of both tables are equal.',
    check: ({ facts }) => Promise.resolve(facts.equal === undefined ? 'to do' : 'done'),
    plan: (context) =>
      Promise.resolve([
        `compare every item of ${known(context, 'restoredTable')} with ${servingTableOf(context)} of ${sourceWorldOf(context.world).target.region}`,
      ]),
    async run(context) {
      const action = actionOf(context);
      const table = known(context, 'restoredTable');
      const sideOf = (dynamodb: typeof action.clients.dynamodb, name: string) =>
        sideOfTable(action, { dynamodb, table: name, without: REGIONAL });
      const comparison = await compareItems(action, {
        expected: sideOf(sourceWorldOf(context.world).clients.dynamodb, servingTableOf(context)),
        actual: sideOf(action.clients.dynamodb, table),
      });
      if (comparison.differing > 0) await context.world.keep('differences.json', comparison);
      requireEqual(table, comparison, `npx recover resume ${context.incident}`);
      const { items, digest } = comparison;
      await context.record({ equal: { items: items.actual, digest: digest.actual } });
    },
    verify: (context) => Promise.resolve(known(context, 'equal')),
  };
}
