import type { Entry } from './entry';

/**
 * Where journal lines outlive the machine that writes them. Every line is written on the condition that no other line
 * has its number: so two writers can never both go on, whatever became of their lease.
 */
export interface JournalMirror {
  /** @throws Stop JOURNAL_TAKEN_OVER when another line has that number */
  put(incident: string, entry: Entry): Promise<void>;
  /** All lines, oldest first. */
  read(incident: string): Promise<Entry[]>;
}

/** For tests and for commands that only look. */
export class MemoryMirror implements JournalMirror {
  readonly lines = new Map<string, Entry[]>();

  put(incident: string, entry: Entry): Promise<void> {
    this.lines.set(incident, [...(this.lines.get(incident) ?? []), entry]);
    return Promise.resolve();
  }

  read(incident: string): Promise<Entry[]> {
    return Promise.resolve([...(this.lines.get(incident) ?? [])]);
  }
}
