import { z } from 'zod';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Facts } from '../../../engine/step';

/** Why an item waits for a person. Stable, for programs. */
export const REVIEW_KINDS = [
  /** A write on top of a corrupted image that the rules do not allow to be carried over. */
  'derived',
  /** A deletion that cannot be told from damage. */
  'deletion',
  /** A reference between items would break, or is broken. */
  'reference',
  /** The item in the table is neither what it was nor what this tool made of it: somebody has written it since. */
  'changed since',
  /** What was decided breaks a rule. */
  'breaks a rule',
  /** It has too many attributes to be compared in a condition. */
  'too large',
] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** What a person may decide about an item: leave what is there, write an image of the log, or delete it. */
export const CHOICES = ['keep-restored', 'keep-live', 'take-newest', 'take-before', 'delete'] as const;
export type Choice = (typeof CHOICES)[number];

const keySchema = z.strictObject({ PK: z.string().min(1), SK: z.string().min(1) });
const fingerprint = z.string().nullable();

const decisionSchema = z.object({
  key: keySchema,
  /** Of the item in the table that the decision is about. */
  present: fingerprint,
  decision: z.enum(CHOICES),
});

/** What was decided about one item, as long as the table still holds the item that was looked at. */
export type Decision = z.infer<typeof decisionSchema>;

export const decisionsSchema = z.array(decisionSchema);

/** One item that a person has to decide about: its key, times and fingerprints, never a value. */
export interface ReviewEntry extends Facts {
  readonly key: { readonly PK: string; readonly SK: string };
  readonly kind: ReviewKind;
  readonly reason: string;
  /** When it was damaged, ISO 8601; null: it was not, or nobody knows. */
  readonly damagedAt: string | null;
  /** When it was written on top of that, or last. */
  readonly writtenAt: string;
  /** Sequence number of the last change that the log tells. */
  readonly sequence: string;
  /** Fingerprints (see `fingerprintOf`): as it would be without the damage, as the log has it last, as the table has it now. */
  readonly before: string | null;
  readonly newest: string | null;
  readonly present: string | null;
  /** For a person to fill in. */
  readonly decision: Choice | null;
}

const fileSchema = z.object({ entries: z.array(z.looseObject({ decision: z.enum(CHOICES).nullable() })) });

/** Decisions of one file, at most: they are written into the journal. */
const MOST_DECISIONS = 5_000;

/**
 * Reads the decisions of a review file that a person has filled in; entries without one are passed over.
 *
 * @param text of the file
 * @param allowed choices of the command
 * @throws Stop DECISIONS_INVALID (usage) naming the entry and what is allowed
 */
export function parseDecisions(text: string, allowed: readonly Choice[]): Decision[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is no JSON: ${(error as Error).message}`, allowed);
  }
  const file = fileSchema.safeParse(content);
  if (!file.success) throw invalid(issuesOf(file.error), allowed);
  const decided = file.data.entries.filter(({ decision }) => decision !== null);
  const result = decisionsSchema.safeParse(decided);
  if (!result.success) throw invalid(issuesOf(result.error), allowed);
  const wrong = result.data.find(({ decision }) => !allowed.includes(decision));
  if (wrong !== undefined) throw invalid(`${wrong.key.PK} ${wrong.key.SK} says ${wrong.decision}`, allowed);
  if (result.data.length > MOST_DECISIONS)
    throw invalid(`${result.data.length} decisions are more than ${MOST_DECISIONS}: split the file`, allowed);
  return result.data;
}

function issuesOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');
}

function invalid(why: string, allowed: readonly Choice[]): Stop {
  return stop('DECISIONS_INVALID', { why, allowed });
}
