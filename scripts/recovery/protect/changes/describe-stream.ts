import { DescribeStreamCommand, type Shard } from '@aws-sdk/client-dynamodb-streams';
import { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { requireTable } from '../../table/describe-table';

/** A shard as the stream tells it. */
export interface ShardInfo {
  readonly id: string;
  readonly parent: string | null;
  /** Nothing more comes into it; what follows is in its children. */
  readonly closed: boolean;
}

/**
 * The stream of a table, which must carry whole items.
 *
 * @throws Stop TABLE_MISSING, STREAM_OFF, STREAM_UNUSABLE (precondition)
 */
export async function streamOf(action: Pick<Action, 'clients' | 'target'>, table: string): Promise<string> {
  const { StreamSpecification, LatestStreamArn } = await requireTable(action, table);
  const { StreamEnabled, StreamViewType } = StreamSpecification ?? {};
  const { names, region, role } = action.target;
  const next = `npx cdktf deploy ${names.stack(role)}`;
  if (StreamEnabled !== true || LatestStreamArn === undefined) {
    throw new Stop({
      kind: 'precondition',
      code: 'STREAM_OFF',
      message: `${table} in ${region} has no stream: no change of it can be copied`,
      next,
    });
  }
  if (StreamViewType?.includes('NEW') === true) return LatestStreamArn;
  throw new Stop({
    kind: 'precondition',
    code: 'STREAM_UNUSABLE',
    message: `the stream of ${table} in ${region} carries ${StreamViewType ?? 'no images'}: allowed is NEW_IMAGE or NEW_AND_OLD_IMAGES`,
    next,
  });
}

/** Every shard that the stream still knows: those that were closed less than 24 hours ago, and open ones. */
export async function describeShards(
  { clients, signal }: Pick<Action, 'clients' | 'signal'>,
  streamArn: string,
): Promise<ShardInfo[]> {
  const shards: ShardInfo[] = [];
  let start: string | undefined;
  do {
    signal.throwIfAborted();
    const { StreamDescription } = await clients.streams.send(
      new DescribeStreamCommand({
        StreamArn: streamArn,
        ...(start === undefined ? {} : { ExclusiveStartShardId: start }),
      }),
    );
    shards.push(...(StreamDescription?.Shards ?? []).map(infoOf));
    start = StreamDescription?.LastEvaluatedShardId;
  } while (start !== undefined);
  return shards;
}

function infoOf({ ShardId = '', ParentShardId, SequenceNumberRange }: Shard): ShardInfo {
  return {
    id: ShardId,
    parent: ParentShardId ?? null,
    closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
  };
}
