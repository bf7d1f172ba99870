import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A secret's value, one of the two (Secrets Manager API reference, CreateSecret). */
export interface SecretValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/**
 * Tells equal values from different ones and says nothing else of them: a plain hash of a token could be looked up or
 * guessed, this one only by who can open the key.
 *
 * @param key 32 random bytes that only the vault has, sealed
 * @returns hexadecimal
 */
export function fingerprintOf(
  key: Uint8Array,
  name: string,
  { SecretString, SecretBinary }: SecretValue,
): string {
  const kind = SecretBinary === undefined ? 'string' : 'binary';
  const content = SecretBinary ?? Buffer.from(SecretString ?? '');
  return createHmac('sha256', key).update(`${name}\n${kind}\n`).update(content).digest('hex');
}

export function sameFingerprint(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The token of the call that writes a value, which becomes the version's id: the same for the same name and
 * fingerprint, so that a repeated call makes no second version (aws-facts.md, 5.8).
 *
 * @returns a UUID of version 8, RFC 9562
 */
export function requestToken(name: string, fingerprint: string): string {
  const bytes = createHash('sha256').update(`${name}\n${fingerprint}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
