import { byLook, moveHighWaterMark, readHighWaterMark, type HighWaterMarkKind } from '../high-water-marks';
import { tableHighWaterMark, type TableHighWaterMark } from './format';
import type { ChangesVault } from './vault';

/** The high-water mark of a table's copy. */
export const TABLE_HIGH_WATER_MARK: HighWaterMarkKind<TableHighWaterMark> = {
  schema: tableHighWaterMark,
  // When the live table changed, the newer look counts alone.
  later(before, wanted) {
    const [older, newer] = byLook(before, wanted);
    if (older.table !== newer.table) return newer;
    const mark = {
      ...newer,
      exports: further(older.exports, newer.exports),
      changes: further(older.changes, newer.changes),
    };
    const same = mark.exports === before.exports && mark.changes === before.changes;
    return same && mark.lookedAt === before.lookedAt ? before : mark;
  },
};

/** @returns undefined when no round has ended yet @throws Stop VAULT_TAMPERED (precondition) */
export function readTableHighWaterMark({
  changes,
  source,
}: ChangesVault): Promise<TableHighWaterMark | undefined> {
  return readHighWaterMark(TABLE_HIGH_WATER_MARK, changes, source);
}

/** Moves the mark, never backwards. @returns the mark that stands @throws Stop VAULT_TAMPERED (precondition) */
export function moveTableHighWaterMark(
  { changes, source }: ChangesVault,
  wanted: TableHighWaterMark,
): Promise<TableHighWaterMark> {
  return moveHighWaterMark(TABLE_HIGH_WATER_MARK, changes, source, wanted);
}

function further<Part extends { readonly number: number }>(a: Part | null, b: Part | null): Part | null {
  if (a === null || b === null) return a ?? b;
  return b.number >= a.number ? b : a;
}
