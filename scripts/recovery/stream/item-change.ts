import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { Item } from '../items/item';

/** One change of one item, as the table's stream tells it. */
export interface ItemChange {
  /** Digits that grow from change to change of an item, of any length: see `compareSequences`. */
  readonly sequence: string;
  /** Milliseconds; the stream floors it to the second. */
  readonly at: number;
  readonly name: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Which service of AWS made it; undefined: a person or a program did. */
  readonly service: string | undefined;
}

/** Who deletes what has outlived its time (DynamoDB developer guide, "DynamoDB Streams and Time to Live"). */
const TIME_TO_LIVE = 'dynamodb.amazonaws.com';

/** Whether the table itself deleted the item, because its time was over. */
export function isExpiry({ name, service }: Pick<ItemChange, 'name' | 'service'>): boolean {
  return name === 'REMOVE' && service === TIME_TO_LIVE;
}

/** A record of a stream as a change; one that lacks its time counts as older than all. */
export function itemChangeOf({ dynamodb, userIdentity }: _Record): ItemChange {
  const before: Item | undefined = dynamodb?.OldImage;
  const after: Item | undefined = dynamodb?.NewImage;
  return {
    sequence: dynamodb?.SequenceNumber ?? '',
    at: dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0,
    name: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    key: dynamodb?.Keys ?? {},
    before,
    after,
    service: userIdentity?.Type === 'Service' ? userIdentity.PrincipalId : undefined,
  };
}

/** Order of two sequence numbers: negative when the first is older. They are whole numbers without leading zeros. */
export function compareSequences(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
