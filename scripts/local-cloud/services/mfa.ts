import { createHmac } from 'node:crypto';

/** Of every virtual device of the local cloud: codes of a rehearsal protect nothing. */
const SECRET = Buffer.from('syncwell local cloud');
const STEP_SECONDS = 30;

/** The six digits that a device shows at a time (RFC 6238 with SHA-1, steps of 30 seconds). @param time milliseconds of the cloud's clock */
export function mfaCode(time: number): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(time / 1000 / STEP_SECONDS)));
  const hash = createHmac('sha1', SECRET).update(step).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/**
 * Whether STS would take it: the device is the user's own, and its code of now or of one step before or after.
 */
export function isMfaCode(
  { serial, code, userArn }: { readonly serial: string; readonly code: string; readonly userArn: string },
  now: number,
): boolean {
  if (serial !== userArn.replace(':user/', ':mfa/')) return false;
  return [-1, 0, 1].some((steps) => mfaCode(now + steps * STEP_SECONDS * 1000) === code);
}
