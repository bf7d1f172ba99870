import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteResourcePolicyCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type ReplicationGroupUpdate,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import fc from 'fast-check';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { VirtualClock } from '../support/virtual-clock';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const TableName = 'table';
const HOME = 'us-east-1';
const AWAY = 'us-west-2';

async function open({ withReplica = true } = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloud = createInProcessCloud({ clock });
  const clientIn = (region: string) =>
    new DynamoDBClient({ region, requestHandler: cloud.requestHandler, credentials, maxAttempts: 1 });
  const clients = new Map([HOME, AWAY].map((region) => [region, clientIn(region)]));
  const inRegion = (region: string) => clients.get(region) ?? clientIn(region);
  await inRegion(HOME).send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const put = (region: string, id: string, value: number) =>
    inRegion(region).send(
      new PutItemCommand({ TableName, Item: { id: { S: id }, value: { N: String(value) } } }),
    );
  const remove = (region: string, id: string) =>
    inRegion(region).send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
  const get = async (region: string, id: string) => {
    const { Item } = await inRegion(region).send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    return Item === undefined ? undefined : Number(Item.value?.N);
  };
  const content = async (region: string) => {
    const { Items = [] } = await inRegion(region).send(new ScanCommand({ TableName }));
    return Object.fromEntries(Items.map(({ id, value }) => [id?.S, Number(value?.N)]));
  };
  const update = (region: string, change: ReplicationGroupUpdate) =>
    inRegion(region).send(new UpdateTableCommand({ TableName, ReplicaUpdates: [change] }));
  const describe = async (region: string) =>
    (await inRegion(region).send(new DescribeTableCommand({ TableName }))).Table;
  const world = { clock, cloud, inRegion, put, remove, get, content, update, describe };
  if (withReplica) {
    await update(HOME, { Create: { RegionName: AWAY } });
    await clock.sleep(MINUTE);
  }
  return world;
}

describe('a replica', () => {
  it('is made with what the table holds, and with what is written meanwhile', async () => {
    const {
      clock,
      put,
      content,
      update,
      describe: describeTable,
      inRegion,
    } = await open({
      withReplica: false,
    });
    await inRegion(HOME).send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
      }),
    );
    await put(HOME, 'before', 1);
    const { TableDescription } = await update(HOME, { Create: { RegionName: AWAY } });
    expect(TableDescription).toMatchObject({
      GlobalTableVersion: '2019.11.21',
      Replicas: [{ RegionName: AWAY, ReplicaStatus: 'CREATING' }],
      // Replication reads the stream: it is switched on.
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    await put(HOME, 'meanwhile', 2);
    expect(await describeTable(AWAY)).toMatchObject({ TableStatus: 'CREATING' });
    await expect(put(AWAY, 'early', 1)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await clock.sleep(MINUTE);
    expect(await describeTable(HOME)).toMatchObject({
      TableStatus: 'ACTIVE',
      Replicas: [{ RegionName: AWAY, ReplicaStatus: 'ACTIVE' }],
    });
    expect(await describeTable(AWAY)).toMatchObject({
      TableStatus: 'ACTIVE',
      Replicas: [{ RegionName: HOME, ReplicaStatus: 'ACTIVE' }],
    });
    expect(await content(AWAY)).toEqual({ before: 1, meanwhile: 2 });
    const { TimeToLiveDescription } = await inRegion(AWAY).send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  it('hears of every write a second later, in both directions', async () => {
    const { clock, put, remove, get } = await open();
    await put(HOME, 'a', 1);
    expect(await get(AWAY, 'a')).toBeUndefined();
    await clock.sleep(SECOND);
    expect(await get(AWAY, 'a')).toBe(1);
    await put(AWAY, 'a', 2);
    await put(AWAY, 'b', 1);
    expect(await get(HOME, 'a')).toBe(1);
    await clock.sleep(SECOND);
    expect(await get(HOME, 'a')).toBe(2);
    expect(await get(HOME, 'b')).toBe(1);
    await remove(HOME, 'a');
    await clock.sleep(SECOND);
    expect(await get(AWAY, 'a')).toBeUndefined();
  });

  it('has the last writer win where both wrote', async () => {
    const { clock, put, remove, content } = await open();
    await put(HOME, 'a', 1);
    await put(HOME, 'b', 1);
    await put(HOME, 'c', 1);
    await clock.sleep(10);
    await put(AWAY, 'a', 2);
    await remove(AWAY, 'c');
    await put(AWAY, 'c', 3);
    await clock.sleep(10);
    await put(HOME, 'b', 4);
    await clock.sleep(5 * SECOND);
    expect(await content(HOME)).toEqual({ a: 2, b: 4, c: 3 });
    expect(await content(AWAY)).toEqual(await content(HOME));
  });

  it('hears nothing while a region is dark, and everything afterwards, old writes losing to newer ones', async () => {
    const { clock, cloud, put, content } = await open();
    await put(HOME, 'both', 1);
    await put(HOME, 'old', 1);
    cloud.dark.set(HOME, 'refuse');
    await clock.sleep(10 * MINUTE);
    // What had not arrived when the region went is not there.
    expect(await content(AWAY)).toEqual({});
    await put(AWAY, 'both', 2);
    await put(AWAY, 'new', 1);
    await clock.sleep(MINUTE);
    cloud.dark.set(HOME, 'up');
    expect(await content(AWAY)).toEqual({ both: 2, old: 1, new: 1 });
    expect(await content(HOME)).toEqual({ both: 2, old: 1, new: 1 });
  });

  it('goes on hearing while only control planes are gone', async () => {
    const { clock, cloud, put, get } = await open();
    cloud.dark.set(HOME, 'data-plane-only');
    await put(HOME, 'a', 1);
    await clock.sleep(SECOND);
    expect(await get(AWAY, 'a')).toBe(1);
  });

  it('has a stream and a point-in-time recovery of its own', async () => {
    const { clock, cloud, put, inRegion, describe: describeTable } = await open();
    const away = inRegion(AWAY);
    const status = async (region: string) =>
      (await inRegion(region).send(new DescribeContinuousBackupsCommand({ TableName })))
        .ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    await away.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect([await status(HOME), await status(AWAY)]).toEqual(['DISABLED', 'ENABLED']);
    await put(HOME, 'a', 1);
    await clock.sleep(MINUTE);
    const second = clock.now();
    await put(HOME, 'a', 2);
    await clock.sleep(6 * MINUTE);
    const streams = new DynamoDBStreamsClient({
      region: AWAY,
      requestHandler: cloud.requestHandler,
      credentials,
    });
    const StreamArn = (await describeTable(AWAY))?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const values: unknown[] = [];
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
      values.push(...Records.map(({ dynamodb }) => dynamodb?.NewImage?.value?.N));
    }
    expect(values).toEqual(['1', '2']);
    // A table of its own comes out of it, and no replica.
    const restored = 'restored';
    await away.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: TableName,
        TargetTableName: restored,
        RestoreDateTime: new Date(second),
      }),
    );
    await clock.sleep(21 * MINUTE);
    const { Items } = await away.send(new ScanCommand({ TableName: restored }));
    expect(Items).toEqual([{ id: { S: 'a' }, value: { N: '1' } }]);
    const { Table } = await away.send(new DescribeTableCommand({ TableName: restored }));
    expect(Table?.Replicas).toBeUndefined();
  });

  it('can be taken away, and leaves a table like any other', async () => {
    const { clock, put, update, describe: describeTable, content } = await open();
    const errors = jest.spyOn(console, 'error');
    await put(HOME, 'a', 1);
    await update(HOME, { Delete: { RegionName: AWAY } });
    await expect(describeTable(AWAY)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await describeTable(HOME))?.Replicas).toBeUndefined();
    await put(HOME, 'b', 2);
    await clock.sleep(10 * SECOND);
    expect(await content(HOME)).toEqual({ a: 1, b: 2 });
    await update(HOME, { Create: { RegionName: AWAY } });
    await clock.sleep(MINUTE);
    expect(await content(AWAY)).toEqual({ a: 1, b: 2 });
    // What was on its way when the replica went has not been sent to a table that is not there.
    expect(errors).not.toHaveBeenCalled();
    errors.mockRestore();
  });

  it('that is deleted in its own region leaves the other one alone', async () => {
    const { clock, inRegion, describe: describeTable, put } = await open();
    await inRegion(AWAY).send(new DeleteTableCommand({ TableName }));
    expect((await describeTable(HOME))?.Replicas).toBeUndefined();
    await put(HOME, 'a', 1);
    await clock.sleep(10 * SECOND);
    await expect(describeTable(AWAY)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is not made where a table of the name is, in a dark region, twice, or with another change', async () => {
    const { clock, cloud, inRegion, update } = await open();
    await expect(update(HOME, { Create: { RegionName: AWAY } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await clock.sleep(MINUTE);
    await expect(
      inRegion(HOME).send(
        new UpdateTableCommand({
          TableName,
          DeletionProtectionEnabled: true,
          ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }],
        }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(update(HOME, { Delete: { RegionName: 'eu-west-1' } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    cloud.dark.set('eu-west-1', 'hang');
    await expect(update(HOME, { Create: { RegionName: 'eu-west-1' } })).rejects.toMatchObject({
      name: 'InternalServerError',
    });
  });
});

describe('a replica whose policy denies replication (DynamoDB developer guide, "DynamoDB global tables security")', () => {
  const ROLE = 'AWSServiceRoleForDynamoDBReplication';
  const statusOf = async (table: ReturnType<Awaited<ReturnType<typeof open>>['describe']>) =>
    (await table)?.Replicas?.map(({ ReplicaStatus }) => ReplicaStatus);
  /** Denies writes to everyone but a role. */
  async function deny({ inRegion, clock }: Awaited<ReturnType<typeof open>>, butFor: string) {
    const ResourceArn = `arn:aws:dynamodb:${HOME}:123456789012:table/${TableName}`;
    const denial = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'dynamodb:PutItem',
      Resource: ResourceArn,
      Condition: { ArnNotLike: { 'aws:PrincipalArn': butFor } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [denial] });
    await inRegion(HOME).send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
    await clock.sleep(5 * SECOND);
    return () => inRegion(HOME).send(new DeleteResourcePolicyCommand({ ResourceArn }));
  }

  it('is not told of writes, says so, and catches up when the denial goes', async () => {
    const world = await open();
    const allow = await deny(world, 'arn:aws:iam::123456789012:role/nobody');
    await world.put(AWAY, 'late', 1);
    await world.clock.sleep(MINUTE);
    expect(await world.get(HOME, 'late')).toBeUndefined();
    expect(await statusOf(world.describe(AWAY))).toEqual(['REPLICATION_NOT_AUTHORIZED']);
    await allow();
    await world.clock.sleep(MINUTE);
    expect(await world.get(HOME, 'late')).toBe(1);
    expect(await statusOf(world.describe(AWAY))).toEqual(['ACTIVE']);
  });

  it('goes on when the role of replication is exempt', async () => {
    const world = await open();
    await deny(world, `arn:aws:iam::123456789012:role/aws-service-role/*/${ROLE}`);
    await world.put(AWAY, 'told', 1);
    await world.clock.sleep(MINUTE);
    expect(await world.get(HOME, 'told')).toBe(1);
    expect(await statusOf(world.describe(AWAY))).toEqual(['ACTIVE']);
  });

  it('is a table of its own after more than 20 hours, for good', async () => {
    const world = await open();
    const allow = await deny(world, 'arn:aws:iam::123456789012:role/nobody');
    await world.clock.sleep(21 * 60 * MINUTE);
    expect(await statusOf(world.describe(AWAY))).toBeUndefined();
    await allow();
    await world.put(AWAY, 'late', 1);
    await world.clock.sleep(MINUTE);
    expect(await world.get(HOME, 'late')).toBeUndefined();
  });
});

it('property: whatever is written where, and whichever region is dark meanwhile, both hold the same in the end', async () => {
  const steps = fc.array(
    fc.record({
      region: fc.constantFrom(HOME, AWAY),
      id: fc.constantFrom('a', 'b', 'c'),
      value: fc.option(fc.nat(99)),
      pause: fc.constantFrom(0, 1, 600, 1_500),
      turns: fc.option(fc.constantFrom(HOME, AWAY), { freq: 3 }),
    }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const { clock, cloud, put, remove, content } = await open();
      const last = new Map<string, { at: number; region: string; value: number | null }>();
      for (const { region, id, value, pause, turns } of history) {
        if (turns !== null) cloud.dark.set(turns, cloud.dark.list()[turns] === undefined ? 'refuse' : 'up');
        await clock.sleep(pause);
        if (cloud.dark.list()[region] !== undefined) continue;
        const held = (await content(region))[id] ?? null;
        if (value === null) await remove(region, id);
        else await put(region, id, value);
        // A write that changes nothing leaves no trace.
        if (held === value) continue;
        const at = clock.now();
        const known = last.get(id);
        const wins = known === undefined || at > known.at || (at === known.at && region >= known.region);
        if (wins) last.set(id, { at, region, value });
      }
      for (const region of [HOME, AWAY]) cloud.dark.set(region, 'up');
      await clock.sleep(2_000);
      const expected = Object.fromEntries(
        [...last].flatMap(([id, { value }]) => (value === null ? [] : [[id, value]])),
      );
      expect(await content(HOME)).toEqual(expected);
      expect(await content(AWAY)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});
