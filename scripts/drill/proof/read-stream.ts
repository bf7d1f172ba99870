import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type DynamoDBStreamsClient,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import { fingerprint, keyOf, type Item, type TableState } from '../item';

/** One change of one item, as a table's stream tells it. */
export interface StreamRecord {
  /** Milliseconds since the epoch, to the second: ApproximateCreationDateTime (DynamoDB Streams API reference). */
  readonly second: number;
  readonly key: string;
  /** Fingerprints; undefined: there was no item. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface StreamSource {
  readonly dynamodb: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
}

/** The end of an open shard is nowhere marked: an empty page may also come in its middle. */
const EMPTY_PAGES = 3;

/** Every record that a table's stream still has, each item's in their order. */
export async function readStream(
  { dynamodb, streams }: StreamSource,
  table: string,
  fingerprintOf = fingerprint,
): Promise<StreamRecord[]> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn;
  if (StreamArn === undefined) throw new Error(`${table} has no stream`);
  const records: StreamRecord[] = [];
  // Parents are listed before their children.
  for (const ShardId of await shardsOf(streams, StreamArn)) {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    let iterator = ShardIterator;
    for (let empty = 0; iterator !== undefined && empty < EMPTY_PAGES;) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
      records.push(...(page.Records ?? []).map((record) => recordOf(record, fingerprintOf)));
      empty = (page.Records ?? []).length === 0 ? empty + 1 : 0;
      iterator = page.NextShardIterator;
    }
  }
  return records;
}

async function shardsOf(streams: DynamoDBStreamsClient, StreamArn: string): Promise<string[]> {
  const ids: string[] = [];
  let start: string | undefined;
  do {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({
        StreamArn,
        ExclusiveStartShardId: start,
      }),
    );
    ids.push(...(StreamDescription?.Shards ?? []).flatMap(({ ShardId }) => ShardId ?? []));
    start = StreamDescription?.LastEvaluatedShardId;
  } while (start !== undefined);
  return ids;
}

function recordOf({ dynamodb = {} }: _Record, fingerprintOf: typeof fingerprint): StreamRecord {
  const image = (item: object | undefined): string | undefined =>
    item === undefined ? undefined : fingerprintOf(item as Item);
  return {
    second: dynamodb.ApproximateCreationDateTime?.getTime() ?? Number.NaN,
    key: keyOf(dynamodb.Keys as Item),
    before: image(dynamodb.OldImage),
    after: image(dynamodb.NewImage),
  };
}

/** A state with changes taken back: what was there before the first of them. */
export function rewound(state: TableState, changes: readonly StreamRecord[]): TableState {
  const past = new Map(state);
  for (const { key, before } of [...changes].reverse()) {
    if (before === undefined) past.delete(key);
    else past.set(key, before);
  }
  return past;
}
