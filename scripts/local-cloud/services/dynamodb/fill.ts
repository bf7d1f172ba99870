import type { ServiceContext, ServiceRequest } from '../../gateway/service';
import type { Item } from './attributes';
import { ask } from './moto-call';
import type { RegionTables, TableState } from './table-state';

/** BatchWriteItem takes no more. */
const BATCH = 25;

export interface Filling {
  readonly request: ServiceRequest;
  readonly context: ServiceContext;
  readonly tables: RegionTables;
  /** Whose writes these are, for other replicas of the table. */
  readonly origin?: 'here' | 'replica';
}

/**
 * Puts items into a table that is made after another one.
 *
 * @throws Error when the store behind does not take an item: a copy that lost one would never be noticed here
 */
export async function fill(
  target: TableState,
  items: readonly Item[],
  { request, context, tables, origin = 'here' }: Filling,
): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH) {
    const chunk = items.slice(start, start + BATCH);
    const { response, content } = await ask(request, context, 'BatchWriteItem', {
      RequestItems: { [target.name]: chunk.map((item) => ({ PutRequest: { Item: item } })) },
    });
    const isComplete = Object.keys(content.UnprocessedItems ?? {}).length === 0;
    if (response.status >= 300 || !isComplete) throw new Error(response.body.toString());
    const time = context.clock.now();
    for (const item of chunk) {
      target.note(item, item, { sequence: tables.nextSequence(), time }, origin);
    }
  }
}
