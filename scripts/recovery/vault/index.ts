export type { Stored } from './documents';
export { freshnessOf, isWithin, type Freshness, type KnownFreshness } from './freshness';
export { highWaterMarkKey as markKey } from './high-water-marks';
export { getObject, putObject, sha256Of } from './objects';
export { vaultOfBackup, vaultOfRestore, type VaultAccess, type VaultRegions as VaultPlace } from './regions';
