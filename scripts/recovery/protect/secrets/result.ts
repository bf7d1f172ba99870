/** What one round of sealing did. Names and counts, never a value. */
export interface BackupResult {
  /** The round whose catalogue is the newest; 0: there is none. */
  readonly round: number;
  /** Secrets in the vault's catalogue. */
  readonly secrets: number;
  /** Secrets whose value was read and sealed by this round. */
  readonly sealed: number;
  /** Secrets that are gone from the region, and so from the catalogue. */
  readonly removed: number;
  /** Secrets that exist and have no value yet. */
  readonly empty: number;
  /** Names that connections point to, without a secret. */
  readonly dangling: readonly string[];
  /** Secrets that could not be read; an older copy of them stays in the catalogue. */
  readonly unreadable: readonly { readonly name: string; readonly code: string }[];
  /** Every change up to then is in the vault, ISO 8601; null: not known. */
  readonly coveredUntil: string | null;
}
