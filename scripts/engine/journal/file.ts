import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateFolder, PRIVATE_FILE } from '../private-file';
import { readChain } from './chain';
import type { Entry } from './entry';

/** The journal of an incident on this machine: `<folder>/<incident>/journal.jsonl`. */
export function journalPath(folder: string, incident: string): string {
  return join(folder, incident, 'journal.jsonl');
}

/** Entries of a journal file; none when there is no file. @throws Stop JOURNAL_DAMAGED */
export function readJournalFile(path: string): readonly Entry[] {
  return existsSync(path) ? readChain(readFileSync(path, 'utf8'), path).entries : [];
}

/** Appends lines to a file, each safe on the disk before the call returns. */
export class JournalFile {
  private readonly descriptor: number;
  readonly entries: Entry[];

  /** Opens or creates it; cuts off a line that a crash tore. @throws Stop JOURNAL_DAMAGED */
  constructor(readonly path: string) {
    makePrivateFolder(dirname(path));
    const isNew = !existsSync(path);
    const { entries, soundBytes } = readChain(isNew ? '' : readFileSync(path, 'utf8'), path);
    this.entries = [...entries];
    // Not in append mode: where the next line goes is said outright, after the sound part.
    this.descriptor = openSync(path, isNew ? 'w+' : 'r+', PRIVATE_FILE);
    this.size = soundBytes;
    ftruncateSync(this.descriptor, soundBytes);
    if (isNew) syncFolder(dirname(path));
  }

  private size: number;

  append(entry: Entry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    writeSync(this.descriptor, line, 0, line.length, this.size);
    fsyncSync(this.descriptor);
    this.size += line.length;
    this.entries.push(entry);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** A new file is safe only when its folder's entry is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
