import { isoTime } from '../../../engine/clock';
import type { Item, ItemKey } from '../../items/item';
import { fingerprintOf } from './attributes';
import type { ReviewEntry, ReviewKind } from './review';
import type { Trace } from './trace';

/** What is written down of an item that a person has to decide about. */
export function reviewEntry(
  key: ItemKey,
  trace: Trace,
  { kind, reason, present }: { kind: ReviewKind; reason: string; present: Item | undefined },
): ReviewEntry {
  const { damage, derived, last, clean, actual } = trace;
  return {
    key: { PK: key.PK, SK: key.SK },
    kind,
    reason,
    damagedAt: damage === undefined ? null : isoTime(damage.at),
    writtenAt: isoTime((derived ?? last).at),
    sequence: last.sequence,
    before: fingerprintOf(clean),
    newest: fingerprintOf(actual),
    present: fingerprintOf(present),
    decision: null,
  };
}
