import type { RegionContext } from '../../aws/action';
import type { Bucket } from '../../aws/s3-objects';
import { vaultOfRestore, type VaultAccess, type VaultRegions } from '../regions';

/** The copy of a region's table, in buckets of the other region. */
export interface TableVault extends VaultRegions {
  /** Exports and their chain. */
  readonly exports: Bucket;
  /** Settings, rounds of changes and the high-water mark. */
  readonly changes: Bucket;
}

/** The part of it with the exports. */
export type ExportsVault = Pick<TableVault, 'exports' | 'source'>;

/** The part of it with settings, rounds of changes and the high-water mark. */
export type ChangesVault = Pick<TableVault, 'changes' | 'source'>;

export function tableVaultAt(
  { source, region }: VaultRegions,
  { names, s3, clock }: VaultAccess,
): TableVault {
  const bucket = (purpose: 'exports' | 'changes'): Bucket => ({
    s3,
    clock,
    bucket: names.bucket(purpose, region),
  });
  return { source, region, exports: bucket('exports'), changes: bucket('changes') };
}

/** The vault in the target's own region, with the copy of the other region's table. */
export function tableVaultToRestore({ target, clients, clock }: RegionContext): TableVault {
  return tableVaultAt(vaultOfRestore(target), { names: target.names, s3: clients.s3, clock });
}
