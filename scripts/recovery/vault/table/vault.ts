import type { S3Client } from '@aws-sdk/client-s3';
import type { Names } from '../../../../settings';
import type { Region } from '../../../../settings/regions';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import type { Bucket } from '../../aws/s3-objects';

/** Where the copy of a region's table lies: in the buckets of the other region. */
export interface TableVault {
  /** Whose table it is. */
  readonly source: Region;
  /** Where the copy lies. */
  readonly region: Region;
  /** Exports and their chain. */
  readonly exports: Bucket;
  /** Settings, rounds of changes and the high-water mark. */
  readonly changes: Bucket;
}

export interface TableVaultProps extends Pick<Action, 'clock'> {
  readonly names: Names;
  readonly source: Region;
  readonly region: Region;
  /** Of `region`. */
  readonly s3: S3Client;
}

export function tableVaultOf({ names, source, region, s3, clock }: TableVaultProps): TableVault {
  return {
    source,
    region,
    exports: { s3, clock, bucket: names.bucket('exports', region) },
    changes: { s3, clock, bucket: names.bucket('changes', region) },
  };
}

/** Something in the vault is not what was put there. */
export function tableVaultTampered({ bucket }: Pick<Bucket, 'bucket'>, object: string, how: string): Stop {
  return stop('VAULT_TAMPERED', { bucket, key: object, how });
}

/** Something that the vault must have is not there. */
export function tableVaultGap({ bucket }: Pick<Bucket, 'bucket'>, object: string, what = 'is missing'): Stop {
  return stop('VAULT_GAP', { bucket, key: object, what });
}
