import { isAbsolute } from 'node:path';
import { stop } from '../errors';
import type { Stop } from '../stop';
import { FIRST_PREVIOUS, parseEntry, type Entry } from './entry';

export interface ReadJournal {
  readonly entries: readonly Entry[];
  /** Bytes of the text that hold whole entries: what follows is a line that a crash tore off. */
  readonly soundBytes: number;
}

/**
 * Reads a journal's text and checks the chain of hashes. A last line without its line end was being written when the
 * process died; it said nothing to anybody yet and is left out. Anything else that does not fit was tampered with.
 *
 * @throws Stop JOURNAL_DAMAGED naming the line and what is wrong with it
 */
export function readChain(text: string, name: string): ReadJournal {
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = parseEntry(line);
    if (typeof entry === 'string') throw damaged(name, index + 1, entry);
    entries.push(follow(entry, entries.at(-1), name));
  }
  return { entries, soundBytes: Buffer.byteLength(text) - Buffer.byteLength(torn) };
}

/** @returns the entry, when it is the one that comes after `before` @throws Stop JOURNAL_DAMAGED */
export function follow(entry: Entry, before: Entry | undefined, name: string): Entry {
  const expected = (before?.sequence ?? 0) + 1;
  if (entry.sequence !== expected) {
    throw damaged(name, expected, `has number ${entry.sequence} instead of ${expected}`);
  }
  if (entry.previous !== (before?.hash ?? FIRST_PREVIOUS)) {
    throw damaged(name, expected, 'does not continue the line before it');
  }
  return entry;
}

function damaged(name: string, line: number, what: string): Stop {
  const place = `line ${line} of the journal ${name}`;
  return stop('JOURNAL_DAMAGED', isAbsolute(name) ? { place, what, path: name } : { place, what });
}
