import { compareItems } from '../../../recovery/rebuild/digest/compare-items';
import { sideOfTable } from '../../../recovery/rebuild/digest/sides';
import { requireEqual } from '../../../recovery/rebuild/verify-load';
import { timeToLiveOf } from '../../../recovery/table/settings/time-to-live';
import { expires } from '../../../recovery/items/expiry';
import type { Item } from '../../../recovery/items/item';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { servingTableOf } from '../rebuild/catch-up';
import { sourceWorldOf } from '../rebuild/in-source';

/** Where a credential lies differs with the region: see the step remap-pointers. */
const REGIONAL = ['CredentialArn'];

export function proveEqual({ needs }: { readonly needs: readonly string[] }): RecoveryStep {
  return {
    id: 'prove-equal',
    title: 'Prove that both tables hold the same',
    why: 'Nothing that was acknowledged may be missing at home. Both tables are at rest: every item is compared, apart from the region of its credentials. What time to live may take within the hour, or has taken from one of them, is left out of both.',
    needs,
    budgetMinutes: 30,
    byHand: 'npx recover validate of both tables: the same counts, the same digest.',
    proves: 'counts and digest of all items of both tables, without those that expire, are equal.',
    check: ({ facts }) => (facts.equal === undefined ? 'to do' : 'done'),
    plan: (context) => [
      `compare every item of ${known(context, 'restoredTable')} with ${servingTableOf(context)} of ${sourceWorldOf(context.world).target.region}`,
    ],
    async run(context) {
      const action = actionOf(context);
      const table = known(context, 'restoredTable');
      const leaveOut = expiring(context);
      const sideOf = (dynamodb: typeof action.clients.dynamodb, name: string) =>
        sideOfTable(action, { dynamodb, table: name, without: REGIONAL, leaveOut });
      const comparison = await compareItems(action, {
        expected: sideOf(sourceWorldOf(context.world).clients.dynamodb, servingTableOf(context)),
        actual: sideOf(action.clients.dynamodb, table),
      });
      if (comparison.differing > 0) await context.world.keep('differences.json', comparison);
      requireEqual(table, comparison, `npx recover resume ${context.incident}`);
      const { items, digest } = comparison;
      await context.record({ equal: { items: items.actual, digest: digest.actual } });
    },
    verify: (context) => known(context, 'equal'),
  };
}

/** Whether either of both tables may lose an item on its own, by the settings of both as they were written down. */
function expiring({ facts, clock }: RecoveryContext): (item: Item) => boolean {
  const since = clock.now();
  const settings = [facts.settingsBefore, facts.serving?.settingsBefore];
  const attributes = new Set(settings.flatMap((of) => (of && timeToLiveOf(of)) ?? []));
  return (item) => [...attributes].some((attribute) => expires(item, attribute, since));
}
