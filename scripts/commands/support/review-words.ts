import { readFileSync, writeFileSync } from 'node:fs';
import {
  parseDecisions,
  type Choice,
  type Decision,
  type ReviewEntry,
} from '../../recovery/repair/history/review';
import { PRIVATE_FILE } from '../../engine/private-file';
import { UsageError } from './usage-error';

/** Entries that are named; the file and `--json` name all. */
const NAMED = 20;

/** What waits for a person, for people at a terminal. */
export function reviewWords(review: readonly ReviewEntry[]): string[] {
  return [
    ...review.slice(0, NAMED).map(({ key, kind, reason }) => `${key.PK} ${key.SK}: ${kind}, ${reason}`),
    ...(review.length > NAMED ? [`... and ${review.length - NAMED} more; --json and --out name all`] : []),
  ];
}

/** Writes the review file: keys, times, reasons and fingerprints, with an empty place for each decision. */
export function writeReview(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { flag: 'wx', mode: PRIVATE_FILE });
}

/** @throws UsageError; Stop DECISIONS_INVALID */
export function readDecisions(file: string, allowed: readonly Choice[]): Decision[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--decisions ${JSON.stringify(file)} cannot be read: ${(error as Error).message}`);
  }
  return parseDecisions(text, allowed);
}
