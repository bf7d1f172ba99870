import { nameOfSecret } from '../../secrets';
import { newestRound, writeRound, type SegmentRecord } from '../../vault/table';
import type { ProtectAction } from '../connection';
import { copyRound, LIMITS, type RoundLimits } from './copy-round';
import { streamOf } from './describe-stream';

/** What was copied of a stream. Counts and instants, never an item. */
export interface CopiedChanges {
  /** The newest round. */
  readonly round: number;
  readonly records: number;
  /** The vault has every change from here ... */
  readonly since: string;
  /** ... up to here, ISO 8601. */
  readonly coveredUntil: string;
  /** Why changes were lost; null: none were. */
  readonly lost: string | null;
  /** Another round did the same at the same time, and its work counts. */
  readonly superseded: boolean;
}

export interface CopyChangesProps {
  readonly table: string;
  /** Number of a round that there is; 0: none is known. */
  readonly known: number;
  /** Told the names of secrets that connections were made to point to in the last minutes: the list may not have them yet. */
  readonly onSecret: (name: string) => void;
  /** @default `LIMITS` */
  readonly limits?: RoundLimits;
}

/** Milliseconds by which the list of secrets may be late, twice (aws-facts.md, 5.5). */
const LIST_LAG = 10 * 60_000;

/**
 * Copies everything that came into the table's stream since the last round, in one round or, after a long silence, in
 * several. Bears being killed and being run twice at once: a round counts when its object is written, which one of two
 * does; segments of the other are read by nobody.
 *
 * @throws Stop TABLE_MISSING, STREAM_OFF, STREAM_UNUSABLE, VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export async function copyChanges(
  action: ProtectAction,
  { table, known, onSecret, limits = LIMITS }: CopyChangesProps,
): Promise<CopiedChanges> {
  const { vault, clock } = action;
  const streamArn = await streamOf(action, table);
  const recent = clock.now() - LIST_LAG;
  const onRecords = (records: readonly SegmentRecord[]): void => {
    for (const { at, after } of records) {
      const pointer = (after?.CredentialArn as { S?: string } | undefined)?.S;
      if (at * 1000 >= recent && pointer !== undefined && pointer !== '') onSecret(nameOfSecret(pointer));
    }
  };
  let before = await newestRound(vault, table, known);
  let records = 0;
  let lost: string | null = null;
  for (;;) {
    const copied = await copyRound(action, { table, streamArn, before, onRecords, limits });
    const written = await writeRound(vault, copied.round);
    before = written ?? (await newestRound(vault, table, copied.round.number));
    if (written !== undefined) {
      records += copied.records;
      lost ??= copied.lost;
    }
    if (written !== undefined && !copied.isWhole) continue;
    const { number: round, since, coveredUntil } = before?.content ?? copied.round;
    return { round, records, since, coveredUntil, lost, superseded: written === undefined };
  }
}
