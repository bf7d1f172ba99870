import { z } from 'zod';
import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../json';

/** What can happen in an incident. `data` differs by kind; see `replay.ts` for what each means. */
export const ENTRY_KINDS = [
  'declared',
  'run-started',
  'step-started',
  'fact',
  'step-done',
  'step-failed',
  'step-undone',
  'acknowledged',
  'approved',
  'interrupted',
  'completed',
  'aborted',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What is to be written; the journal adds the rest. */
export interface NewEntry {
  readonly kind: EntryKind;
  readonly step?: string;
  readonly data?: Readonly<Record<string, Json>>;
}

/** One line of a journal. */
export interface Entry {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: EntryKind;
  readonly step: string | null;
  readonly data: Readonly<Record<string, Json>>;
  /** Fencing token of the lease under which it was written. */
  readonly token: number;
  /** Hash of the line before; of the first, 64 zeros. */
  readonly previous: string;
  /** SHA-256 over all the above in canonical form. */
  readonly hash: string;
}

export const FIRST_PREVIOUS = '0'.repeat(64);

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const entrySchema = z.strictObject({
  sequence: z.number().int().min(1),
  time: z.iso.datetime(),
  kind: z.enum(ENTRY_KINDS),
  step: z.string().nullable(),
  data: z.record(z.string(), z.json()),
  token: z.number().int().min(0),
  previous: digest,
  hash: digest,
});

export function hashOf(entry: Omit<Entry, 'hash'>): string {
  const { sequence, time, kind, step, data, token, previous } = entry;
  const content = canonicalJson({ sequence, time, kind, step, data, token, previous });
  return createHash('sha256').update(content).digest('hex');
}

/** @returns the entry that a line holds, or what is wrong with the line */
export function parseEntry(line: string): Entry | string {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  const result = entrySchema.safeParse(content);
  if (!result.success) return `is no journal entry: ${result.error.issues[0]?.message ?? ''}`;
  const entry = result.data as Entry;
  return hashOf(entry) === entry.hash
    ? entry
    : 'does not match its hash: it was changed after it was written';
}
