import type { KMSClient } from '@aws-sdk/client-kms';
import type { Region } from '../../../../settings/regions';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Bucket } from '../../aws/s3-objects';

/** Where sealed secrets lie, and the key that they are sealed under: both in one region, which is not theirs. */
export interface Vault extends Bucket {
  readonly environment: string;
  readonly accountId: string;
  /** The region that the secrets are from. */
  readonly source: Region;
  readonly region: Region;
  /** `alias/...` of the key. */
  readonly keyAlias: string;
  readonly kms: KMSClient;
}

/** Something in the vault is not what was put there. */
export function tampered({ bucket }: Pick<Vault, 'bucket'>, object: string, how: string): Stop {
  return stop('VAULT_TAMPERED', { bucket, key: object, how });
}

/** Something that the vault's catalogue names is not there. */
export function gap({ bucket }: Vault, object: string): Stop {
  return stop('VAULT_GAP', { bucket, key: object, what: 'is missing, and secrets with it' });
}
