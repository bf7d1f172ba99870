import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetRecordsCommandOutput,
  type GetShardIteratorCommandInput,
  type Shard,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import type { ServiceRequest } from '../../scripts/local-cloud/gateway/service';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { partitionHash } from '../../scripts/local-cloud/services/dynamodb/attributes';
import { getIterator, getRecords } from '../../scripts/local-cloud/services/dynamodb/streams/reading';
import { sequenceNumber } from '../../scripts/local-cloud/services/dynamodb/streams/record';
import {
  TableStream,
  type StreamsProps,
} from '../../scripts/local-cloud/services/dynamodb/streams/table-stream';
import { VirtualClock } from '../support/virtual-clock';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const HOUR = 3_600_000;
const TableName = 'table';

async function open(streamsProps: StreamsProps = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const { requestHandler } = createInProcessCloud({
    clock,
    services: { dynamodb: { streams: streamsProps } },
  });
  const config = { region: 'us-east-1', requestHandler, credentials, maxAttempts: 1 };
  const dynamodb = new DynamoDBClient(config);
  const streams = new DynamoDBStreamsClient(config);
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn ?? '';
  const put = (id: string, value: number, size = 0) =>
    dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: { id: { S: id }, value: { N: String(value) }, pad: { S: 'x'.repeat(size) } },
      }),
    );
  const shards = async (Limit?: number) => {
    const all: Shard[] = [];
    let last: string | undefined;
    let pages = 0;
    do {
      const { StreamDescription } = await streams.send(
        new DescribeStreamCommand({
          StreamArn,
          ...(Limit === undefined ? {} : { Limit }),
          ...(last === undefined ? {} : { ExclusiveStartShardId: last }),
        }),
      );
      all.push(...(StreamDescription?.Shards ?? []));
      last = StreamDescription?.LastEvaluatedShardId;
      pages += 1;
    } while (last !== undefined);
    return { all, pages };
  };
  const iterator = async (
    { ShardId }: Pick<Shard, 'ShardId'>,
    input: Partial<GetShardIteratorCommandInput> = {},
  ) =>
    (
      await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON', ...input }),
      )
    ).ShardIterator;
  const records = (ShardIterator: string | undefined, Limit?: number): Promise<GetRecordsCommandOutput> =>
    streams.send(new GetRecordsCommand({ ShardIterator, ...(Limit === undefined ? {} : { Limit }) }));
  /** All of a shard, up to an empty page or its end. */
  const readShard = async (shard: Shard, Limit?: number) => {
    const found: _Record[] = [];
    let next = await iterator(shard);
    while (next !== undefined) {
      const page = await records(next, Limit);
      found.push(...(page.Records ?? []));
      next = page.Records?.length === 0 ? undefined : page.NextShardIterator;
    }
    return found;
  };
  return { clock, dynamodb, streams, StreamArn, put, shards, iterator, records, readShard };
}

const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange?.EndingSequenceNumber === undefined;
const idOf = ({ dynamodb }: _Record) => dynamodb?.Keys?.id?.S ?? '';
const numberOf = ({ dynamodb }: _Record) => BigInt(dynamodb?.SequenceNumber ?? 0);

describe('the shards of a stream', () => {
  it('are several at a time, each with its own partitions', async () => {
    const { put, shards, readShard } = await open({ openShards: 4 });
    for (let index = 0; index < 40; index += 1) await put(`id-${index % 20}`, index);
    const { all } = await shards();
    expect(all.filter(isOpen)).toHaveLength(4);
    const found = await Promise.all(all.map((shard) => readShard(shard)));
    expect(found.flat()).toHaveLength(40);
    const places = found.map((list) => new Set(list.map(idOf)));
    expect(places.every(({ size }) => size > 0)).toBe(true);
    expect(places.reduce((sum, { size }) => sum + size, 0)).toBe(20);
  });

  it('are closed one after the other and followed by children, which go on where they ended', async () => {
    const { clock, put, shards } = await open();
    await put('a', 1);
    await clock.sleep(2 * HOUR);
    const half = (await shards()).all;
    const closed = half.filter((shard) => !isOpen(shard));
    expect(half).toHaveLength(3);
    expect(closed).toHaveLength(1);
    // Parents come before their children.
    expect(half[2]?.ParentShardId).toBe(closed[0]?.ShardId);
    await put('a', 2);
    await clock.sleep(2 * HOUR);
    const all = (await shards()).all;
    expect(all.filter(isOpen)).toHaveLength(2);
    for (const { ParentShardId, SequenceNumberRange } of all) {
      const parent = all.find(({ ShardId }) => ShardId === ParentShardId);
      const end = parent?.SequenceNumberRange?.EndingSequenceNumber ?? '0';
      expect(BigInt(SequenceNumberRange?.StartingSequenceNumber ?? 0)).toBeGreaterThanOrEqual(BigInt(end));
    }
  });

  it('split where there is much to tell', async () => {
    const { clock, put, shards, readShard } = await open({ openShards: 1, shardTime: HOUR, splitAt: 12 });
    for (let index = 0; index < 12; index += 1) await put(`id-${index}`, 1);
    await clock.sleep(HOUR);
    for (let index = 0; index < 12; index += 1) await put(`id-${index}`, 2);
    const [root, ...children] = (await shards()).all;
    expect(children).toHaveLength(2);
    expect(children.map(({ ParentShardId }) => ParentShardId)).toEqual([root?.ShardId, root?.ShardId]);
    const found = await Promise.all(children.map((shard) => readShard(shard)));
    expect(found.every((list) => list.length > 0)).toBe(true);
    await clock.sleep(HOUR);
    // Fewer than twelve each: they are continued, and do not split.
    expect((await shards()).all.filter(isOpen)).toHaveLength(2);
  });

  it('hold each item in one line of parents and children, in its order, whatever happens to them', async () => {
    const { clock, put, shards, readShard } = await open({ openShards: 3, shardTime: HOUR, splitAt: 20 });
    const written = new Map<string, number[]>();
    for (let index = 0; index < 300; index += 1) {
      const id = `id-${(index * 7) % 13}`;
      written.set(id, [...(written.get(id) ?? []), index]);
      await put(id, index);
      await clock.sleep(HOUR / 40);
    }
    const { all } = await shards();
    const known = new Map(all.map((shard) => [shard.ShardId, shard]));
    const lineOf = (shard: Shard | undefined): Shard[] =>
      shard === undefined ? [] : [...lineOf(known.get(shard.ParentShardId)), shard];
    const told = new Map(
      await Promise.all(all.map(async (shard) => [shard.ShardId, await readShard(shard, 7)] as const)),
    );
    for (const [id, values] of written) {
      const holding = all.filter(({ ShardId }) => told.get(ShardId)?.some((record) => idOf(record) === id));
      const line = lineOf(holding.at(-1));
      expect(line).toEqual(expect.arrayContaining(holding));
      const found = line.flatMap(({ ShardId }) => told.get(ShardId) ?? []).filter((one) => idOf(one) === id);
      expect(found.map(({ dynamodb }) => Number(dynamodb?.NewImage?.value?.N))).toEqual(values);
      const numbers = found.map(numberOf);
      expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
    }
  });

  it('are told in pages, which say where to go on', async () => {
    const { clock, shards } = await open({ openShards: 5 });
    await clock.sleep(8 * HOUR);
    const [{ all, pages }, whole] = [await shards(4), await shards()];
    expect(all).toEqual(whole.all);
    expect(pages).toBe(Math.ceil(all.length / 4));
    expect(whole.pages).toBe(1);
    await expect(shards(101)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are gone 24 hours after they were closed', async () => {
    const { clock, put, shards, iterator, records } = await open();
    await put('a', 1);
    const { all: first } = await shards();
    const before = await Promise.all(first.map((shard) => iterator(shard)));
    await clock.sleep(100 * HOUR);
    const { all } = await shards();
    const ids = new Set(all.map(({ ShardId }) => ShardId));
    expect(first.filter(({ ShardId }) => ids.has(ShardId))).toEqual([]);
    // Six generations of four hours in a day, of two lines each, and one that is half over.
    expect(all.length).toBeLessThanOrEqual(14);
    await expect(iterator(first[0] ?? {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(records(before[0])).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });

  it('of a stream that was switched off are closed, and can still be read', async () => {
    const { clock, dynamodb, streams, StreamArn, put, shards, readShard } = await open();
    await put('a', 1);
    await dynamodb.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
    await put('a', 2);
    await clock.sleep(5 * HOUR);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription?.StreamStatus).toBe('DISABLED');
    const { all } = await shards();
    expect(all).toHaveLength(2);
    expect(all.filter(isOpen)).toEqual([]);
    const found = await Promise.all(all.map((shard) => readShard(shard)));
    expect(found.flat().map(({ dynamodb: change }) => change?.NewImage?.value?.N)).toEqual(['1']);
  });
});

describe('an iterator', () => {
  const one = { openShards: 1, shardTime: 100 * HOUR };

  it('begins at the horizon, at the end, at a record, or behind it', async () => {
    const { put, shards, iterator, records } = await open(one);
    await put('a', 1);
    await put('a', 2);
    await put('a', 3);
    const [shard = {}] = (await shards()).all;
    const latest = await iterator(shard, { ShardIteratorType: 'LATEST' });
    await put('a', 4);
    const values = async (next: string | undefined) =>
      ((await records(next)).Records ?? []).map(({ dynamodb }) => Number(dynamodb?.NewImage?.value?.N));
    expect(await values(await iterator(shard))).toEqual([1, 2, 3, 4]);
    expect(await values(latest)).toEqual([4]);
    const { Records: [, second] = [] } = await records(await iterator(shard));
    const SequenceNumber = second?.dynamodb?.SequenceNumber;
    const at = await iterator(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });
    expect(await values(at)).toEqual([2, 3, 4]);
    const behind = await iterator(shard, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
    expect(await values(behind)).toEqual([3, 4]);
    await expect(
      iterator(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: 'none' }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('finds nothing that is older than 24 hours, and says so when it was asked for by its number', async () => {
    const { clock, put, shards, iterator, records } = await open(one);
    await put('a', 1);
    const [shard = {}] = (await shards()).all;
    const { Records: [first] = [] } = await records(await iterator(shard));
    await clock.sleep(25 * HOUR);
    await put('a', 2);
    const { Records = [] } = await records(await iterator(shard));
    expect(Records.map(({ dynamodb }) => dynamodb?.NewImage?.value?.N)).toEqual(['2']);
    const SequenceNumber = first?.dynamodb?.SequenceNumber;
    await expect(
      iterator(shard, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }),
    ).rejects.toMatchObject({ name: 'TrimmedDataAccessException' });
  });

  it('ends with the last record of a closed shard, and is good for 15 minutes', async () => {
    const { clock, put, shards, iterator, records } = await open({ ...one, shardTime: HOUR });
    await put('a', 1);
    const [shard = {}] = (await shards()).all;
    const early = await iterator(shard);
    expect((await records(early)).NextShardIterator).toBeDefined();
    await clock.sleep(HOUR);
    await expect(records(early)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
    const page = await records(await iterator(shard));
    expect(page.Records).toHaveLength(1);
    expect(page.NextShardIterator).toBeUndefined();
  });

  it('gives at most a thousand records and a megabyte at once', async () => {
    const { dynamodb, put, shards, iterator, records } = await open(one);
    for (let index = 0; index < 4; index += 1) await put(`large-${index}`, index, 400_000);
    const [shard = {}] = (await shards()).all;
    const page = await records(await iterator(shard));
    expect(page.Records).toHaveLength(2);
    expect((await records(page.NextShardIterator)).Records).toHaveLength(2);
    for (let first = 0; first < 1_100; first += 25) {
      const requests = Array.from({ length: 25 }, (_, index) => ({
        PutRequest: { Item: { id: { S: `small-${first + index}` } } },
      }));
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
    const last = page.Records?.at(-1)?.dynamodb?.SequenceNumber;
    const rest = await iterator(shard, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last });
    const { NextShardIterator } = await records(rest, 2);
    expect((await records(NextShardIterator)).Records).toHaveLength(1_000);
  });
});

it('a stream of half a million changes costs a call no more than what it gives', () => {
  const props = { arn: 'arn', label: 'label', viewType: 'NEW_IMAGE', enabledAt: 0, afterSequence: 0 };
  const stream = new TableStream(props, {});
  for (let sequence = 1; sequence <= 500_000; sequence += 1) {
    const key = { id: { S: String(sequence % 1_000) } };
    const change = { sequence, time: sequence, key, before: undefined, after: key };
    stream.append(change, partitionHash(key.id));
  }
  const request = { headers: {}, region: 'us-east-1' } as unknown as ServiceRequest;
  const call = (body: Record<string, unknown>) => ({ request, body, now: 500_000 });
  const contentOf = ({ body }: { body: Buffer | string }) =>
    JSON.parse(body.toString()) as { ShardIterator?: string; Records?: unknown[] };
  const start = performance.now();
  for (let index = 0; index < 2_000; index += 1) {
    const ShardId = stream.list(500_000)[index % 2]?.id;
    const wanted = {
      ShardId,
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: sequenceNumber(index * 200),
    };
    const { ShardIterator } = contentOf(getIterator(stream, { ...call(wanted), lastSequence: 500_000 }));
    const { Records } = contentOf(getRecords(() => stream, call({ ShardIterator, Limit: 1 })));
    expect(Records).toHaveLength(1);
  }
  // With a look at every change each time it takes far longer.
  expect(performance.now() - start).toBeLessThan(5_000);
});
