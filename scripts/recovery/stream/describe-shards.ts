import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';

/** A shard as its stream describes it. */
export interface ShardInfo {
  readonly id: string;
  readonly parent: string | null;
  /** Sequence number of its last record: nothing more comes into it, its children go on; null: it is open. */
  readonly ending: string | null;
}

/** Every shard that a stream still knows: those that were closed less than 24 hours ago, and open ones. */
export async function describeShards(
  streams: DynamoDBStreamsClient,
  arn: string,
  signal?: AbortSignal,
): Promise<ShardInfo[]> {
  const shards: ShardInfo[] = [];
  let start: string | undefined;
  do {
    signal?.throwIfAborted();
    const { StreamDescription: stream } = await streams.send(
      new DescribeStreamCommand({
        StreamArn: arn,
        ExclusiveStartShardId: start,
      }),
    );
    shards.push(...(stream?.Shards ?? []).map(infoOf));
    start = stream?.LastEvaluatedShardId;
  } while (start !== undefined);
  return shards;
}

function infoOf({ ShardId = '', ParentShardId, SequenceNumberRange }: Shard): ShardInfo {
  return {
    id: ShardId,
    parent: ParentShardId ?? null,
    ending: SequenceNumberRange?.EndingSequenceNumber ?? null,
  };
}
