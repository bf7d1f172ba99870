import { z } from 'zod';
import { byLook, moveHighWaterMark, readHighWaterMark, type HighWaterMarkKind } from '../high-water-marks';
import type { SecretsBucket } from './vault';

const schema = z.strictObject({
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
/** How much would be lost if the source were gone now. */
export type SecretsHighWaterMark = z.infer<typeof schema>;

/** The high-water mark of sealed secrets. */
export const SECRETS_HIGH_WATER_MARK: HighWaterMarkKind<SecretsHighWaterMark> = {
  schema,
  later(before, wanted) {
    const [older, newer] = byLook(before, wanted);
    const round = Math.max(older.round, newer.round);
    const coveredUntil = laterInstant(older.coveredUntil, newer.coveredUntil);
    return round === newer.round && coveredUntil === newer.coveredUntil
      ? newer
      : { ...newer, round, coveredUntil };
  },
};

/** @returns undefined when no round has ended yet @throws Stop VAULT_TAMPERED (precondition) */
export function readSecretsHighWaterMark(bucket: SecretsBucket): Promise<SecretsHighWaterMark | undefined> {
  return readHighWaterMark(SECRETS_HIGH_WATER_MARK, bucket, bucket.source);
}

/** Moves the mark, never backwards. @returns the mark that stands @throws Stop VAULT_TAMPERED (precondition) */
export function moveSecretsHighWaterMark(
  bucket: SecretsBucket,
  wanted: SecretsHighWaterMark,
): Promise<SecretsHighWaterMark> {
  return moveHighWaterMark(SECRETS_HIGH_WATER_MARK, bucket, bucket.source, wanted);
}

function laterInstant(a: string | null, b: string | null): string | null {
  return (a ?? '') > (b ?? '') ? a : b;
}
