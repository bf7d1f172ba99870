import type { KMSClient } from '@aws-sdk/client-kms';
import type { Bucket } from '../../aws/s3-objects';
import type { VaultAccess, VaultRegions } from '../regions';

/** The bucket of sealed secrets, without the key that opens them. */
export interface SecretsBucket extends VaultRegions, Bucket {}

/** Where sealed secrets lie, and the key that they are sealed under: both in one region, which is not theirs. */
export interface SecretsVault extends SecretsBucket {
  readonly environment: string;
  readonly accountId: string;
  /** `alias/...` of the key. */
  readonly keyAlias: string;
  readonly kms: KMSClient;
}

export function secretsBucketAt(
  { source, region }: VaultRegions,
  { names, s3, clock }: VaultAccess,
): SecretsBucket {
  return { source, region, s3, clock, bucket: names.bucket('secrets', region) };
}

export function secretsVaultAt(
  regions: VaultRegions,
  { kms, ...access }: VaultAccess & Pick<SecretsVault, 'kms'>,
): SecretsVault {
  const { environment, accountId, keyAlias } = access.names;
  return { ...secretsBucketAt(regions, access), environment, accountId, keyAlias, kms };
}
