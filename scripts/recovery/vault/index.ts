export type { Stored } from './documents';
export { gap, tampered } from './faults';
export { freshnessOf, isWithin, type Freshness, type KnownFreshness } from './freshness';
export { highWaterMarkKey } from './high-water-marks';
export { getObject, putObject, sha256Of } from './objects';
export { vaultOfBackup, vaultOfRestore, type VaultAccess, type VaultRegions } from './regions';
