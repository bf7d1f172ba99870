import type { TableHighWaterMark } from './format';

/**
 * Milliseconds around an instant for which a change may or may not be in an export of that instant: exports are no
 * snapshots (aws-facts.md, 3.5), and two clocks differ.
 */
export const EXPORT_FUZZ = 2 * 60_000;

/** The newest instant to which a table could be rebuilt from the vault, and from which copies. */
export interface VaultRestorePoint {
  /** The first instant of which changes would be missing, ISO 8601. */
  readonly at: string;
  readonly with: 'exports and changes' | 'exports alone';
  /** Why the changes would not be of use; null: they are. */
  readonly reason: string | null;
}

/**
 * What could be rebuilt now. Changes are of use only when they begin well before the end of the exports and reach
 * beyond it: between the two nothing may be missing, and an older image must not overwrite a newer one. Pure.
 *
 * @returns undefined while there is no export
 */
export function restorePointOf({
  exports,
  changes,
}: Pick<TableHighWaterMark, 'exports' | 'changes'>): VaultRestorePoint | undefined {
  if (exports === null) return undefined;
  const alone = (reason: string): VaultRestorePoint => ({ at: exports.to, with: 'exports alone', reason });
  if (changes === null) return alone('no changes have been copied yet');
  if (Date.parse(changes.since) > Date.parse(exports.to) - EXPORT_FUZZ) {
    return alone(`changes are copied only since ${changes.since}`);
  }
  if (changes.coveredUntil < exports.to)
    return alone(`changes are copied only up to ${changes.coveredUntil}`);
  return { at: changes.coveredUntil, with: 'exports and changes', reason: null };
}
