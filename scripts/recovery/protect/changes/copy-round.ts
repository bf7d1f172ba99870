import { randomUUID } from 'node:crypto';
import { isoTime } from '../../../engine/clock';
import { inParallel } from '../../aws/in-parallel';
import { describeShards } from '../../stream';
import type { Stored } from '../../vault';
import { tableKeys, type ChangesRound, type SegmentRecord } from '../../vault/table';
import type { ProtectAction } from '../connection';
import { copyShard } from './copy-shard';
import { SegmentWriter } from './segment-writer';
import { ContinuityLost, ShardBook } from './shard-book';

/** Milliseconds within which a change is in its stream: as a rule much less than a second; no document promises it. */
export const STREAM_DELAY = 30_000;
/** Milliseconds: what nobody read for so long may be trimmed without a word; a stream keeps 24 hours (aws-facts.md, 1.32). */
const KEPT = 23 * 3_600_000;
/** Shards at a time. */
const WIDTH = 8;

export interface RoundLimits {
  /** Records of a segment. */
  readonly records: number;
  /** Segments after which a round is committed though there is more: a killed one does not begin again from far away. */
  readonly segments: number;
}

export const LIMITS: RoundLimits = { records: 5_000, segments: 256 };

export interface RoundProps {
  readonly table: string;
  readonly streamArn: string;
  /** The newest round. */
  readonly before: Stored<ChangesRound> | undefined;
  readonly onRecords: (records: readonly SegmentRecord[]) => void;
  readonly limits: RoundLimits;
}

export interface CopiedRound {
  /** Ready to be committed: its segments are in the vault. */
  readonly round: ChangesRound;
  readonly records: number;
  /** Why changes between the round before and this one are lost; null: none are. */
  readonly lost: string | null;
  /** Whether everything that was there was copied. */
  readonly isWhole: boolean;
}

/** Copies what came into a stream since the round before, and writes nothing that counts yet. */
export async function copyRound(action: ProtectAction, props: RoundProps): Promise<CopiedRound> {
  const reason = interruptionOf(action, props);
  if (reason !== null) return copyFrom(action, props, { isNew: true, lost: reason });
  const isNew = (props.before?.content.shards ?? []).length === 0;
  try {
    return await copyFrom(action, props, { isNew, lost: null });
  } catch (error) {
    if (!(error instanceof ContinuityLost)) throw error;
    return copyFrom(action, props, { isNew: true, lost: error.message });
  }
}

function interruptionOf({ clock }: ProtectAction, { before, streamArn }: RoundProps): string | null {
  if (before === undefined) return null;
  const { streamArn: copied, readAt } = before.content;
  if (copied !== streamArn) return `the stream was replaced: it was ${copied}, and is ${streamArn}`;
  if (clock.now() - Date.parse(readAt) <= KEPT) return null;
  return `nothing was copied since ${readAt}, and a stream keeps 24 hours`;
}

/** @param from `isNew`: from the present on; what was before is of no use without what came between */
async function copyFrom(
  action: ProtectAction,
  { table, streamArn, before, onRecords, limits }: RoundProps,
  { isNew, lost }: { readonly isNew: boolean; readonly lost: string | null },
): Promise<CopiedRound> {
  const { clock, vault, clients, signal } = action;
  const startedAt = clock.now();
  const number = (before?.content.number ?? 0) + 1;
  const book = new ShardBook(isNew ? [] : (before?.content.shards ?? []));
  book.see(await describeShards(clients.streams, streamArn, signal));
  // After the list was read: whatever is closed in it was written before.
  const since = isNew ? clock.now() : Date.parse(before?.content.since ?? '');
  const keys = tableKeys(vault.source, table);
  const id = randomUUID();
  const object = (index: number): string => keys.segment(number, id, index);
  const writer = new SegmentWriter({ bucket: vault.changes, object, since, records: limits.records });
  const isFull = (): boolean => writer.segments.length >= limits.segments;
  for (let ready = book.ready(); ready.length > 0 && !isFull(); ready = book.ready()) {
    await inParallel(ready, WIDTH, async (position) => {
      const isClosed = book.isClosed(position.id);
      const props = { streamArn, position, isClosed, writer, startedAt, isFull, onRecords };
      book.note(position.id, await copyShard(action, props));
      if (writer.records > 0) action.progress(`${writer.records} changes copied`);
    });
    // The children of what was closed meanwhile.
    book.see(await describeShards(clients.streams, streamArn, signal));
  }
  const readUntil = book.readUntil();
  const known = isNew ? since : Date.parse(before?.content.coveredUntil ?? '');
  const round: ChangesRound = {
    schema: 1,
    number,
    table,
    streamArn,
    readAt: isoTime(clock.now()),
    coveredUntil: isoTime(Math.max(known, (readUntil ?? 0) - STREAM_DELAY)),
    since: isoTime(since),
    shards: book.positions(),
    segments: [...writer.segments],
    previous: before?.digest ?? null,
  };
  return { round, records: writer.records, lost, isWhole: !isFull() };
}
