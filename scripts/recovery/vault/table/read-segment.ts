import type { Item } from '../../items/item';
import { getObject } from '../objects';
import type { Segment, SegmentRecord } from './format';
import { linesOf } from './read-lines';
import { stateOf, type StoredState } from './stored-state';
import type { TableVault } from './vault';

/** With the second at which it came about (seconds since the epoch), as the stream tells it. */
export interface TimedState extends StoredState {
  readonly at: number;
}

/**
 * The records of a segment within a span of time, in their order, some at a time.
 *
 * @param span seconds since the epoch: the first one that counts, and the first one that does not; null: all that follow
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the segment
 */
export async function* readSegment(
  { changes }: Pick<TableVault, 'changes'>,
  { object, sha256 }: Segment,
  { from, until }: { readonly from: number; readonly until: number | null },
): AsyncGenerator<readonly TimedState[]> {
  const bytes = await getObject(changes, object, { sha256 });
  for await (const lines of linesOf(bytes)) {
    const states: TimedState[] = [];
    for (const line of lines) {
      let at = 0;
      const state = stateOf(line, (parsed) => {
        const record = parsed as SegmentRecord;
        at = record.at;
        return { key: record.key as Item, after: record.after as Item | undefined };
      });
      if (at >= from && (until === null || at < until)) states.push({ ...state, at });
    }
    if (states.length > 0) yield states;
  }
}
