import { z } from 'zod';
import type { Entry } from '../../engine/journal/entry';
import { factOf } from './facts';
import type { Cited } from './types';

const number = z.number().int().nonnegative();
const count = z.object({ count: number, orMore: z.boolean() });
const badWrite = z.object({
  key: z.object({ PK: z.string(), SK: z.string() }),
  at: z.iso.datetime(),
  rule: z.string(),
});

const findings = z.object({
  verdict: z.string(),
  sureness: z.string(),
  why: z.array(z.string()),
  restorePoint: z.iso.datetime().nullable(),
  firstBadWrite: badWrite.nullable(),
  log: z
    .object({ source: z.string(), since: z.iso.datetime(), until: z.iso.datetime(), changes: number })
    .nullable(),
  blast: z.object({
    badWrites: number,
    corruptedItems: count,
    affectedUsers: count,
    writesOnCorruptedItems: number,
    goodWritesAfter: number,
  }),
  rules: z.array(z.object({ rule: z.string(), certain: z.boolean(), writes: number })),
  minutes: z.array(z.object({ minute: z.iso.datetime(), good: number, bad: number })).max(1440),
  keys: z.array(badWrite),
});

/** What the search for the second before the damage found. */
export type FoundRestorePoint = z.infer<typeof findings>;

/** @returns null while nothing is recorded (or not in the form that this reader knows) */
export function foundRestorePointOf(entries: readonly Entry[]): (FoundRestorePoint & Cited) | null {
  const fact = factOf(entries, 'restorePointFindings');
  const found = findings.safeParse(fact?.value);
  return fact === undefined || !found.success ? null : { ...found.data, lines: [fact.line] };
}
