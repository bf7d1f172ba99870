export { ChangeLog, RETENTION, type ChangeLogProps, type Coverage } from './change-log';
export { describeShards, type ShardInfo } from './describe-shards';
export { compareSequences, isExpiry, type ItemChange } from './item-change';
export { findStream, openLog, reachesBack, tooOld, type FoundStream } from './open-log';
export type { Tell } from './read-changes';
export { iteratorAt, recordsBehind } from './shard-calls';
export { readShard, type ShardEnd, type ReadingPosition, type ShardReading } from './shard-reader';
export { unreadableShard } from './unreadable';
