/** The time to restore to: one second, the last one before the halt, or the one before the damage, which is yet to be found. */
export type RestoreTime =
  | { readonly kind: 'second'; /** ISO 8601, to the second. */ readonly at: string }
  | { readonly kind: 'latest' }
  | { readonly kind: 'auto' };

/** Reads a restore time as commands and journals have it. @param text ISO 8601 second, `latest` or `auto` */
export function parseRestoreTime(text: string): RestoreTime {
  return text === 'latest' || text === 'auto' ? { kind: text } : { kind: 'second', at: text };
}

/** The text that `parseRestoreTime` reads. */
export function restoreTimeText(time: RestoreTime): string {
  return time.kind === 'second' ? time.at : time.kind;
}
