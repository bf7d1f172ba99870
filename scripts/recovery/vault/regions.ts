import type { S3Client } from '@aws-sdk/client-s3';
import type { Names } from '../../../settings';
import type { Region } from '../../../settings/regions';
import type { Bucket } from '../aws/s3-objects';
import { otherRegionKind, type Target } from '../aws/target';

/** Whose copies a vault holds, and where it lies: never in the region whose copies it holds. */
export interface VaultRegions {
  /** The region whose table and secrets are copied. */
  readonly source: Region;
  /** The region where the copies lie. */
  readonly region: Region;
}

/** How a vault is reached. */
export interface VaultAccess extends Pick<Bucket, 'clock'> {
  readonly names: Names;
  /** Of the region where the vault lies. */
  readonly s3: S3Client;
}

/** A round of protection reads the target's region and writes to the other one. */
export function vaultOfBackup(target: Target): VaultRegions {
  return { source: target.region, region: otherRegionOf(target) };
}

/** A restore reads and writes the target's region alone: the other one may be lost. */
export function vaultOfRestore(target: Target): VaultRegions {
  return { source: otherRegionOf(target), region: target.region };
}

function otherRegionOf({ settings, regionKind }: Target): Region {
  return settings[otherRegionKind(regionKind)].region;
}
