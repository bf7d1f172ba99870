import type { KMSClient } from '@aws-sdk/client-kms';
import type { Region } from '../../../../settings/regions';
import { Stop } from '../../../engine/stop';
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
  return new Stop({
    kind: 'precondition',
    code: 'VAULT_TAMPERED',
    message: `${object} in ${bucket} ${how}: it is not what was sealed. The bucket keeps every version, and the oldest one of an object is the sealed one`,
    next: `aws s3api list-object-versions --bucket ${bucket} --prefix ${object}`,
  });
}

/** Something that the vault's catalogue names is not there. */
export function gap({ bucket }: Vault, object: string): Stop {
  return new Stop({
    kind: 'precondition',
    code: 'VAULT_GAP',
    message: `${object} is missing in ${bucket}, and secrets with it. A deleted object comes back when its delete marker goes`,
    next: `aws s3api list-object-versions --bucket ${bucket} --prefix ${object}`,
  });
}
