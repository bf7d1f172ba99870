import {
  GetRecordsCommand,
  type DynamoDBStreamsClient,
  type GetRecordsCommandOutput,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';

/** What a shard answers. */
export interface Answer {
  readonly records: readonly _Record[];
  readonly next: string | undefined;
}

/** An answer as it goes over the wire: times are seconds, everything else is as the SDK gives it, but for bytes. */
interface Wire {
  readonly Records?: readonly (Omit<_Record, 'dynamodb'> & {
    readonly dynamodb?: Omit<NonNullable<_Record['dynamodb']>, 'ApproximateCreationDateTime'> & {
      readonly ApproximateCreationDateTime?: number;
    };
  })[];
  readonly NextShardIterator?: string;
}

interface HttpAnswer {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array | string>;
}

/** Bytes look otherwise on the wire; no attribute of ours has any. */
const HAS_BYTES = /"BS?":/;
const NOTHING = Buffer.from('{}');

/**
 * The changes behind an iterator. A good answer is parsed here, at once: the SDK visits every attribute of it by its
 * schema, which takes longer than parsing and judging it together (npm run bench -- restore-point).
 */
export async function getRecords(
  streams: DynamoDBStreamsClient,
  iterator: string,
  limit?: number,
): Promise<Answer> {
  const command = new GetRecordsCommand({
    ShardIterator: iterator,
    Limit: limit,
  });
  let wire: Wire | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as HttpAnswer;
      if (response.statusCode !== 200) return result;
      const bytes = await bytesOf(response.body);
      const text = bytes.toString('utf8');
      wire = HAS_BYTES.test(text) ? undefined : (JSON.parse(text) as Wire);
      response.body = (wire === undefined ? bytes : NOTHING) as never;
      return result;
    },
    // The innermost: what it leaves is what the SDK reads.
    { step: 'deserialize', priority: 'low', name: 'parseRecordsAtOnce' },
  );
  const { Records = [], NextShardIterator }: GetRecordsCommandOutput = await streams.send(command);
  if (wire === undefined) return { records: Records, next: NextShardIterator };
  return { records: (wire.Records ?? []).map(recordOf), next: wire.NextShardIterator };
}

function recordOf({ dynamodb, ...record }: NonNullable<Wire['Records']>[number]): _Record {
  const { ApproximateCreationDateTime: seconds, ...rest } = dynamodb ?? {};
  return {
    ...record,
    dynamodb: {
      ...rest,
      ...(seconds === undefined ? {} : { ApproximateCreationDateTime: new Date(seconds * 1000) }),
    },
  };
}

async function bytesOf(body: HttpAnswer['body']): Promise<Buffer> {
  if (body instanceof Uint8Array || typeof body === 'string') return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
