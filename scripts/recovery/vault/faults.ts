import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Bucket } from '../aws/s3-objects';

type Place = Pick<Bucket, 'bucket'>;

/** An object of the vault is not what was written. @param how it differs, as the rest of a sentence: `cannot be read` */
export function tampered({ bucket }: Place, object: string, how: string): Stop {
  return stop('VAULT_TAMPERED', { bucket, key: object, how });
}

/** The vault lacks an object that it must have. @param what is wrong, as the rest of a sentence @default `is missing` */
export function gap({ bucket }: Place, object: string, what?: string): Stop {
  return stop('VAULT_GAP', { bucket, key: object, what });
}
