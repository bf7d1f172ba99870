export { endOf, linksBackwards, readChain, readLink, requireLink, writeLink } from './chain';
export {
  EXPORT_KINDS,
  tableKeys,
  type ChangesRound,
  type ExportKind,
  type ExportLink,
  type ExportUnderWay,
  type Segment,
  type SegmentRecord,
  type ShardPosition,
  type TableHighWaterMark,
} from './format';
export { moveTableHighWaterMark, readTableHighWaterMark } from './high-water-mark';
export { manifestKeys, readDataFile, readDataLines, readManifest, type DataFile } from './read-export';
export { readSegment, type TimedState } from './read-segment';
export { EXPORT_FUZZ, restorePointOf } from './restore-point';
export { firstRoundSince, newestRound, readRound, readRounds, writeRound } from './rounds';
export { differsFromCopy, keepSettings, readSettingsCopy, requireSettingsCopy } from './settings';
export type { StoredState } from './stored-state';
export { readUnderWay, writeUnderWay } from './under-way';
export { tableVaultAt, tableVaultToRestore, type TableVault } from './vault';
