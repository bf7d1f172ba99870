import { readPointer } from '../../recovery/runtime-config/pointer';
import { readWindow, requireInWindow } from '../../recovery/table/restore-window';
import { actionOf, type Operation } from './operation';

/**
 * Before an incident is declared: the table is there and can go back to that second.
 *
 * @param table undefined: the live one
 * @param restoreTo ISO 8601, or `latest`
 * @throws Stop CONFIG_MISSING, TABLE_MISSING, PITR_OFF (precondition), RESTORE_TIME_* (usage)
 */
export async function requireRestorable(
  operation: Operation,
  { table, restoreTo }: { readonly table?: string | undefined; readonly restoreTo: string },
): Promise<void> {
  const action = actionOf(operation);
  const source = table ?? (await readPointer(action)).tableName;
  const window = await readWindow(action, source);
  if (restoreTo !== 'latest') requireInWindow({ at: restoreTo, window, now: action.clock.now() });
}
