import { byLook, moveMark, readMark, type MarkKind } from '../marks';
import { tableMark, type TableMark } from './format';
import type { ChangesVault } from './vault';

/** The high-water mark of a table's copy. */
export const TABLE_MARK: MarkKind<TableMark> = {
  schema: tableMark,
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
export function readTableMark({ changes, source }: ChangesVault): Promise<TableMark | undefined> {
  return readMark(TABLE_MARK, changes, source);
}

/** Moves the mark, never backwards. @returns the mark that stands @throws Stop VAULT_TAMPERED (precondition) */
export function moveTableMark({ changes, source }: ChangesVault, wanted: TableMark): Promise<TableMark> {
  return moveMark(TABLE_MARK, changes, source, wanted);
}

function further<Part extends { readonly number: number }>(a: Part | null, b: Part | null): Part | null {
  if (a === null || b === null) return a ?? b;
  return b.number >= a.number ? b : a;
}
