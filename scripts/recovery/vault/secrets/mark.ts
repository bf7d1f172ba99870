import { z } from 'zod';
import { readText, writeTextIf } from '../../aws/s3-objects';
import { tampered, type Vault } from './vault';

const markSchema = z.strictObject({
  schema: z.literal(1),
  /** The newest round that has a catalogue; 0: none, as there was no secret yet. */
  round: z.number().int().nonnegative(),
  /** Every change up to then is in the vault; null: not known, as some secrets could never be read. */
  coveredUntil: z.iso.datetime().nullable(),
  /** When a round last looked. */
  lookedAt: z.iso.datetime(),
  secrets: z.number().int().nonnegative(),
  /** Secrets that the last look could not read. */
  unreadable: z.number().int().nonnegative(),
});
/** The high-water mark: how much would be lost if the source were gone now. */
export type Mark = z.infer<typeof markSchema>;

/** What it takes to reach a mark. */
export type MarkPlace = Pick<Vault, 's3' | 'bucket' | 'clock' | 'source'>;

function markObject({ source }: MarkPlace): string {
  return `${source}/high-water-mark.json`;
}

/** @returns undefined when no round has ended yet @throws Stop VAULT_TAMPERED */
export async function readMark(vault: MarkPlace): Promise<{ mark: Mark; etag: string } | undefined> {
  const found = await readText(vault, markObject(vault));
  if (found === undefined) return undefined;
  try {
    return { mark: markSchema.parse(JSON.parse(found.text)), etag: found.etag };
  } catch {
    throw tampered(vault, markObject(vault), 'cannot be read');
  }
}

/** Moves the mark, never backwards: of two rounds at once the one that saw more has its way. @returns the mark that stands */
export async function moveMark(vault: MarkPlace, wanted: Mark): Promise<Mark> {
  for (;;) {
    const before = await readMark(vault);
    const mark = before === undefined ? wanted : later(before.mark, wanted);
    if (before?.mark === mark) return mark;
    const etag = await writeTextIf(vault, markObject(vault), {
      text: JSON.stringify(mark),
      etag: before?.etag,
    });
    if (etag !== undefined) return mark;
  }
}

function later(a: Mark, b: Mark): Mark {
  const [older, newer] = a.lookedAt >= b.lookedAt ? [b, a] : [a, b];
  if (newer.round >= older.round && (newer.coveredUntil ?? '') >= (older.coveredUntil ?? '')) return newer;
  const coveredUntil =
    [a.coveredUntil, b.coveredUntil]
      .filter((time) => time !== null)
      .sort()
      .at(-1) ?? null;
  return { ...newer, round: Math.max(a.round, b.round), coveredUntil };
}
