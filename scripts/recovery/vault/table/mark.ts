import type { Bucket } from '../../aws/s3-objects';
import { tableMark, tableMarkKey, type TableMark } from './format';
import { readStored, writeStored } from './stored';

/**
 * Milliseconds around an instant for which a change may or may not be in an export of that instant: exports are no
 * snapshots (aws-facts.md, 3.5), and two clocks differ.
 */
export const EXPORT_FUZZ = 2 * 60_000;

/** @param bucket of the changes @returns undefined when no round has ended yet @throws Stop VAULT_TAMPERED */
export async function readTableMark(bucket: Bucket, source: string): Promise<TableMark | undefined> {
  return (await readStored(bucket, tableMarkKey(source), tableMark))?.content;
}

/** Moves the mark, never backwards: of two rounds at once each keeps what it saw more of. @returns the mark that stands */
export async function moveTableMark(bucket: Bucket, source: string, wanted: TableMark): Promise<TableMark> {
  const key = tableMarkKey(source);
  for (;;) {
    const before = await readStored(bucket, key, tableMark);
    const mark = before === undefined ? wanted : laterMark(before.content, wanted);
    if (mark === before?.content) return mark;
    if ((await writeStored(bucket, key, { content: mark, etag: before?.etag })) !== undefined) return mark;
  }
}

/** What two marks know together. When the live table changed, the newer look has its way. */
export function laterMark(before: TableMark, wanted: TableMark): TableMark {
  const [older, newer] = before.lookedAt >= wanted.lookedAt ? [wanted, before] : [before, wanted];
  if (older.table !== newer.table) return newer;
  const mark = {
    ...newer,
    exports: further(older.exports, newer.exports),
    changes: further(older.changes, newer.changes),
  };
  const same = mark.exports === before.exports && mark.changes === before.changes;
  return same && mark.lookedAt === before.lookedAt ? before : mark;
}

function further<Part extends { readonly number: number }>(a: Part | null, b: Part | null): Part | null {
  if (a === null || b === null) return a ?? b;
  return b.number >= a.number ? b : a;
}

/** To when a table could be rebuilt from the vault, and what of it. */
export interface VaultRestorePoint {
  /** The first instant of which changes would be missing, ISO 8601. */
  readonly at: string;
  readonly with: 'exports and changes' | 'exports alone';
  /** Why the changes would not be of use; null: they are. */
  readonly reason: string | null;
}

/**
 * What could be rebuilt now. Changes are of use only when they begin well before the end of the exports and reach
 * beyond it: between the two nothing may be missing, and an older image must not overwrite a newer one.
 *
 * @returns undefined while there is no export
 */
export function restorePointOf({ exports, changes }: TableMark): VaultRestorePoint | undefined {
  if (exports === null) return undefined;
  const alone = (reason: string): VaultRestorePoint => ({
    at: exports.to,
    with: 'exports alone',
    reason,
  });
  if (changes === null) return alone('no changes have been copied yet');
  if (Date.parse(changes.since) > Date.parse(exports.to) - EXPORT_FUZZ) {
    return alone(`changes are copied only since ${changes.since}`);
  }
  if (changes.coveredUntil < exports.to)
    return alone(`changes are copied only up to ${changes.coveredUntil}`);
  return { at: changes.coveredUntil, with: 'exports and changes', reason: null };
}
