import type { ItemKey } from '../../items/item';

/** A write that something objects to. */
export interface QuestionedWrite {
  /** Milliseconds, a whole second; of an export the oldest that the write can be. */
  readonly at: number;
  readonly key: ItemKey;
  readonly rule: string;
}

/** Older first, and then the same whatever the order in which shards were read. */
export function byAge(one: QuestionedWrite, other: QuestionedWrite): number {
  return one.at - other.at || textOrder(one.key.PK, other.key.PK) || textOrder(one.key.SK, other.key.SK);
}

function textOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
