import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Bucket } from '../aws/s3-objects';

/** An object of the vault is not what was written. @param how it differs, as the rest of a sentence: `cannot be read` */
export function tampered({ bucket }: Pick<Bucket, 'bucket'>, object: string, how: string): Stop {
  return stop('VAULT_TAMPERED', { bucket, key: object, how });
}

/** The vault lacks an object that it must have. @param what is wrong, as the rest of a sentence @default `is missing` */
export function gap({ bucket }: Pick<Bucket, 'bucket'>, object: string, what?: string): Stop {
  return stop('VAULT_GAP', { bucket, key: object, what });
}
