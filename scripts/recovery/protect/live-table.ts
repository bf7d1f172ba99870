import { readPointer } from '../service/pointer/pointer';
import type { TableHighWaterMark } from '../vault/table';
import type { ProtectAction } from './connection';

/** What AppConfig names; while it does not answer, what it named last: better a late pointer than no copy. */
export async function liveTableOf(
  action: ProtectAction,
  mark: TableHighWaterMark | undefined,
): Promise<string> {
  try {
    return (await readPointer(action)).tableName;
  } catch (error) {
    action.signal.throwIfAborted();
    if (mark === undefined) throw error;
    const why = error instanceof Error ? error.message : String(error);
    action.progress(`AppConfig does not say which table is live (${why}): going on with ${mark.table}`);
    return mark.table;
  }
}
