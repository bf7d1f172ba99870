import type { PlainItem } from '../../../scripts/drill/generated-users';
import { keyOf } from './corruption';
import { comparable } from './end-state';
import type { Played } from './history';

/**
 * What must hold after every history, whatever happened in it.
 *
 * @param undisturbed the history of the same corruption in which nothing went wrong
 * @throws of the first expectation that does not hold
 */
export function judge(played: Played, undisturbed: Played): void {
  const { end, corruption, requests, haltedAt, lastLateWrite } = played;
  const [original = '', restored = '', ...others] = end.tables;
  expect({ original, others }).toEqual({ original: 'SyncWellMetadata', others: [] });
  expect(restored).toMatch(/^SyncWellMetadata-restored-/);
  expect(end.pointer).toMatchObject({
    tableName: restored,
    writesEnabled: true,
    epoch: undisturbed.end.pointer.epoch,
  });
  expect(end.items[restored]).toEqual(byKey(corruption.restored));
  expect(end.items[original]).toEqual(byKey(corruption.kept));
  expect(end.fences[original]).toContain('SyncWellRecoveryFence');
  expect(end.fences[restored] ?? '').not.toContain('SyncWellRecoveryFence');
  expect(lastLateWrite).toBeLessThanOrEqual(haltedAt);
  expect(requests.filter(isDeletion)).toEqual([]);
  expect(comparable(end)).toEqual(comparable(undisturbed.end));
}

function byKey(items: readonly PlainItem[]): Record<string, PlainItem> {
  return Object.fromEntries(items.map((item) => [keyOf(item), item]));
}

/** The probe's DeleteItem is under a condition that cannot hold. */
function isDeletion({ operation }: { readonly operation: string }): boolean {
  return /^(Delete|Remove|Untag|Deregister)/i.test(operation) && operation !== 'DeleteItem';
}
