export { compareSequences, isExpiry, type Change } from './change';
export { ChangeLog, RETENTION, type ChangeLogProps, type Coverage, type ShardPosition } from './change-log';
export { findStream, openLog, reachesBack, tooOld, type FoundStream } from './open-log';
export type { Tell } from './shard-reader';
