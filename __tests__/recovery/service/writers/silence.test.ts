import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Region } from '../../../../settings/regions';
import type { Action } from '../../../../scripts/recovery/aws/action';
import { awaitSilence, openTail, type Silence } from '../../../../scripts/recovery/service/writers/silence';
import { isoTime } from '../../../../scripts/engine/clock';
import { makeTable } from '../../../support/furnished-cloud/table';
import { VirtualClock } from '../../../support/virtual-clock';
import { TestCloud } from '../../support/service';

const table = 'SyncWellMetadata';

/** Watches from now on. */
async function silenceFrom(action: Action, since: string, seconds?: number): Promise<Silence> {
  const tail = await openTail(action, table);
  return awaitSilence(action, { table, tail, since, ...(seconds === undefined ? {} : { seconds }) });
}

describe('on a real stream', () => {
  let test: TestCloud;
  beforeAll(async () => {
    test = await TestCloud.start(60);
  }, 120_000);
  afterAll(() => test.stop());

  async function furnished(region: Region) {
    const action = test.actionIn(region);
    await makeTable(action.clients, action.target, table);
    return action;
  }
  const write = (action: Action, SK: string) =>
    action.clients.dynamodb.send(
      new PutItemCommand({ TableName: table, Item: { PK: { S: 'USER#1' }, SK: { S: SK } } }),
    );

  it('silence is what nobody wrote into, and writes before it do not count', async () => {
    const action = await furnished('us-east-1');
    await write(action, 'before');
    const since = action.clock.now();
    const silence = await silenceFrom(action, isoTime(since), 20);
    expect(silence).toMatchObject({ shards: 2, lastChangeAt: null });
    expect(silence).toHaveProperty('watchedSeconds', expect.any(Number));
    expect((silence as { watchedSeconds: number }).watchedSeconds).toBeGreaterThanOrEqual(20);
    expect(action.clock.now() - since).toBeGreaterThanOrEqual(20_000);
  });

  it('a late write starts the watch anew', async () => {
    const action = await furnished('us-east-2');
    const since = action.clock.now();
    const silence = silenceFrom(action, isoTime(since), 30);
    while (action.lines.length === 0) await action.clock.sleep(500);
    await action.clock.sleep(10_000);
    await write(action, 'late');
    const written = action.clock.now();
    expect(await silence).toMatchObject({ lastChangeAt: expect.any(String) });
    expect(action.clock.now() - written).toBeGreaterThanOrEqual(30_000);
    expect(action.lines).toContainEqual('late writes to SyncWellMetadata: 1; watching on');
  });

  it('without a stream nothing can be said', async () => {
    const action = test.actionIn('us-west-1');
    const { dynamodb } = action.clients;
    const silent = new Proxy(dynamodb, {
      get: (client, name) =>
        name === 'send' ? () => Promise.resolve({ Table: { TableName: table } }) : Reflect.get(client, name),
    });
    expect(
      await silenceFrom({ ...action, clients: { ...action.clients, dynamodb: silent } }, isoTime(0)),
    ).toEqual({ stream: 'none' });
  });

  it('is found in a bad network as well', async () => {
    const action = await furnished('eu-west-1');
    await test.withFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'reset'], seed: 3 }, async () => {
      expect(await silenceFrom(action, isoTime(action.clock.now()))).toMatchObject({
        lastChangeAt: null,
      });
    });
  });
});

/** A stream whose first shard is closed and followed by another, one second after the other. */
interface Told {
  readonly second: number;
  readonly shard: 'parent' | 'child';
  /** Of a deletion by time to live. */
  readonly byService?: boolean;
}

const START = Date.parse('2026-11-24T10:00:00Z');
const SPLIT = 5;

function streamOf(
  clock: VirtualClock,
  told: readonly Told[],
  { endless = false } = {},
): DynamoDBStreamsClient {
  const second = () => Math.floor((clock.now() - START) / 1000);
  const record = ({ second: at, byService = false }: Told) => ({
    dynamodb: { ApproximateCreationDateTime: new Date(START + at * 1000) },
    ...(byService ? { userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } } : {}),
  });
  const answers: Record<string, (input: Record<string, string>) => unknown> = {
    DescribeStreamCommand: ({ ExclusiveStartShardId }) => {
      const isSplit = second() >= SPLIT;
      const closed = { SequenceNumberRange: { StartingSequenceNumber: '1', EndingSequenceNumber: '2' } };
      if (ExclusiveStartShardId === undefined) {
        return {
          StreamDescription: {
            Shards: [{ ShardId: 'old', ...closed }],
            LastEvaluatedShardId: 'old',
          },
        };
      }
      const open = { SequenceNumberRange: { StartingSequenceNumber: '3' } };
      return {
        StreamDescription: {
          Shards: [
            { ShardId: 'parent', ParentShardId: 'old', ...(isSplit ? closed : open) },
            ...(isSplit ? [{ ShardId: 'child', ParentShardId: 'parent', ...open }] : []),
          ],
        },
      };
    },
    GetShardIteratorCommand: ({ ShardId, ShardIteratorType }) => ({
      ShardIterator: `${ShardId}:${ShardIteratorType === 'LATEST' ? second() : 0}`,
    }),
    GetRecordsCommand: ({ ShardIterator = '' }) => {
      const [shard, from] = ShardIterator.split(':');
      const now = second();
      const due = told.filter((one) => one.shard === shard && one.second >= Number(from) && one.second < now);
      const more = endless ? [{ second: now, shard: 'parent' as const }] : [];
      return {
        Records: [...due, ...more].map(record),
        ...(shard === 'parent' && now >= SPLIT ? {} : { NextShardIterator: `${shard}:${now}` }),
      };
    },
  };
  return {
    send: (command: { constructor: { name: string }; input: Record<string, string> }) =>
      Promise.resolve(answers[command.constructor.name]?.(command.input)),
  } as unknown as DynamoDBStreamsClient;
}

function actionOn(
  clock: VirtualClock,
  streams: DynamoDBStreamsClient,
  signal = new AbortController().signal,
) {
  const Table = { StreamSpecification: { StreamEnabled: true }, LatestStreamArn: 'arn' };
  return {
    clock,
    signal,
    progress: () => undefined,
    target: { region: 'us-east-1', names: { tableArn: () => 'arn' } },
    clients: { streams, dynamodb: { send: () => Promise.resolve({ Table }) } },
  } as unknown as Action;
}

describe('on a stream that is told', () => {
  const since = isoTime(START);

  it('a shard that is split meanwhile is followed into its child, from the start', async () => {
    const clock = new VirtualClock(START);
    const streams = streamOf(clock, [{ second: 6, shard: 'child' }]);
    expect(await silenceFrom(actionOn(clock, streams), since)).toMatchObject({
      shards: 2,
      lastChangeAt: isoTime(START + 6_000),
    });
    expect(clock.now() - START).toBeGreaterThanOrEqual(26_000);
  });

  it('deletions by time to live do not count', async () => {
    const clock = new VirtualClock(START);
    const told = [3, 9, 15].map((second) => ({
      second,
      shard: second < SPLIT ? ('parent' as const) : ('child' as const),
      byService: true,
    }));
    expect(await silenceFrom(actionOn(clock, streamOf(clock, told)), since)).toMatchObject({
      watchedSeconds: 20,
      lastChangeAt: null,
    });
    expect(clock.now() - START).toBeLessThan(22_000);
  });

  it('writes that do not end stop the run, by number and time', async () => {
    const clock = new VirtualClock(START);
    const streams = streamOf(clock, [], { endless: true });
    await expect(silenceFrom(actionOn(clock, streams), since)).rejects.toMatchObject({
      code: 'WRITES_STILL_ARRIVE',
      kind: 'verification',
      message: expect.stringMatching(
        /^\d+ changes of SyncWellMetadata since .*, the last at 2026-11-24T10:02:/,
      ),
    });
  });

  it('ends when the operator asks to stop', async () => {
    const clock = new VirtualClock(START);
    const controller = new AbortController();
    const action = actionOn(clock, streamOf(clock, []), controller.signal);
    clock.after(3_000, () => {
      controller.abort(new Error('stopped on request'));
    });
    await expect(silenceFrom(action, since)).rejects.toThrow('stopped on request');
  });
});
