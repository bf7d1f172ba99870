import { readPointer } from '../../recovery/service/pointer/pointer';
import { requireFreeName } from '../../recovery/table/restore';
import { readWindow, requireInWindow } from '../../recovery/table/restore-window';
import type { RestoreTime } from '../../recovery/table/restore-time';
import { actionOf, type Operation } from './operation';

/**
 * Before an incident is declared: the table is there and can go back to that second, into a name that is free.
 *
 * @param table undefined: the live one
 * @param restoreTo of any kind but `second` it is known later
 * @param target undefined: a free name is chosen later
 * @throws Stop CONFIG_MISSING, TABLE_MISSING, PITR_OFF (precondition), RESTORE_TIME_* (usage), TARGET_NAME_TAKEN (refused)
 */
export async function requireRestorable(
  operation: Operation,
  { table, restoreTo, target }: RestoreWish,
): Promise<void> {
  const action = actionOf(operation);
  const source = table ?? (await readPointer(action)).tableName;
  const window = await readWindow(action, source);
  if (restoreTo.kind === 'second') requireInWindow({ at: restoreTo.at, window, now: action.clock.now() });
  if (target !== undefined) await requireFreeName(action, target);
}

export interface RestoreWish {
  readonly table?: string | undefined;
  readonly restoreTo: RestoreTime;
  readonly target?: string | undefined;
}
