import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { copyChanges } from '../../../scripts/recovery/protect/changes/copy-changes';
import {
  firstRoundSince,
  readRounds,
  readTableHighWaterMark,
  type ChangesRound,
} from '../../../scripts/recovery/vault/table';
import { makeHaste } from '../../simulation/support/haste';
import { recordsOf } from './support/rebuild';
import { Killed } from '../../support/killed-calls';
import { MINUTE, TABLE, World } from './support/world';

const STREAMS = { openShards: 2, shardTime: 3 * MINUTE, splitAt: 4 };

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create({ services: { dynamodb: { streams: STREAMS } } });
});

function copy(action = world.action, limits = { records: 5_000, segments: 256 }) {
  return copyChanges(action, { table: TABLE, known: 0, onSecret: () => undefined, limits });
}

async function rounds(from = 1): Promise<ChangesRound[]> {
  const found: ChangesRound[] = [];
  for await (const round of readRounds(world.action.vault, TABLE, from)) found.push(round);
  return found;
}

/** Writes to ten items again and again, over shards that are closed and split meanwhile. */
async function writeOver(minutes: number): Promise<string[]> {
  const written: string[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let user = 0; user < 10; user += 1) {
      const value = `${minute}-${user}`;
      await world.put(`u${user}`, 'a', value);
      written.push(value);
    }
    await world.clock.sleep(MINUTE);
  }
  return written;
}

it('a round has every change since the one before, once and in the order of its item, over shards that split', async () => {
  await writeOver(2);
  await copy();
  const written = [...(await writeOver(4))];
  expect((await copy()).records).toBe(40);
  written.push(...(await writeOver(7)));
  expect((await copy()).records).toBe(70);
  const records = await recordsOf(world);
  expect(records.map(({ after }) => after?.value?.S).sort()).toEqual(written.sort());
  for (let user = 0; user < 10; user += 1) {
    const own = records.filter(({ key }) => key.PK?.S === `u${user}`);
    const minutes = own.map(({ after }) => Number(after?.value?.S?.split('-')[0]));
    // Four minutes, then seven: each counts from 0.
    expect(minutes).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6]);
  }
  expect((await copy()).records).toBe(0);
});

it('what was written before the first round is left to the exports', async () => {
  await writeOver(5);
  expect(await copy()).toMatchObject({ round: 1, records: 0, lost: null });
});

it('the instant up to which every change is there is when the last look began, less the delay of the stream', async () => {
  const first = world.clock.now();
  await copy();
  await world.clock.sleep(MINUTE);
  const before = world.clock.now();
  const { coveredUntil, since } = await copy();
  expect(Date.parse(coveredUntil)).toBe(before - 30_000);
  expect(Date.parse(since)).toBe(first);
});

it('a long backlog is committed in several rounds, and claims no more than it has', async () => {
  await copy();
  const start = world.clock.now();
  await writeOver(6);
  const { records, round } = await copy(world.action, { records: 5, segments: 2 });
  expect(records).toBe(60);
  expect(round).toBeGreaterThan(3);
  for (const { number, coveredUntil } of (await rounds()).slice(0, -1)) {
    const upTo = (await recordsOf(world)).filter((record) => record.round <= number);
    const had = upTo.filter(({ after }) => after !== undefined).length;
    const due = 10 * Math.ceil((Date.parse(coveredUntil) - start) / MINUTE);
    expect(had).toBeGreaterThanOrEqual(Math.min(60, due));
  }
});

it('of two rounds at once one counts, and the other says so; both leave every change there once', async () => {
  await copy();
  await writeOver(2);
  const results = await Promise.all([copy(), copy(world.act())]);
  expect(results.map(({ superseded }) => superseded).sort()).toEqual([false, true]);
  expect(results.map(({ round }) => round)).toEqual([2, 2]);
  expect(await recordsOf(world)).toHaveLength(20);
});

it('killed at any call, the next round goes on from what counts', async () => {
  await copy();
  let written = 0;
  for (let call = 1; ; call += 1) {
    await world.put(`u${call}`, 'a', 'x');
    written += 1;
    await world.clock.sleep(1_000);
    const outcome = await copy(world.act({ call, carriedOut: call % 2 === 0 })).catch(
      (error: unknown) => error,
    );
    if (!(outcome instanceof Killed)) break;
  }
  await copy();
  const records = await recordsOf(world);
  expect(records).toHaveLength(written);
  expect(new Set(records.map(({ key }) => key.PK?.S)).size).toBe(written);
});

describe('parts of a shard in which nothing lies', () => {
  beforeEach(async () => {
    world = await World.create({
      services: { dynamodb: { streams: { openShards: 1, shardTime: 60 * MINUTE } } },
    });
  });

  /** So many empty answers lie behind every position that is asked for by its sequence number. */
  function withSilence(parts: number) {
    const action = world.act();
    const [asked, looks]: [string[], number[]] = [[], []];
    action.clients.streams.middlewareStack.add(
      (next, { commandName }) =>
        async (args: any) => {
          if (commandName === 'GetShardIteratorCommand') {
            asked.push(args.input.ShardIteratorType);
            const answer: any = await next(args);
            answer.output.ShardIterator = `${parts} ${answer.output.ShardIterator}`;
            return answer;
          }
          if (commandName !== 'GetRecordsCommand') return next(args);
          looks.push(world.clock.now());
          const [, left, iterator] = /^(?:(\d+) )?(.+)$/.exec(args.input.ShardIterator) ?? [];
          if (Number(left ?? 0) === 0)
            return next({ ...args, input: { ...args.input, ShardIterator: iterator } });
          const output = { Records: [], NextShardIterator: `${Number(left) - 1} ${iterator}`, $metadata: {} };
          return { output, response: {} };
        },
      { step: 'initialize' },
    );
    return { action, asked, looks };
  }

  it('are passed over, though it takes more answers than one look has: a change behind them is in the round', async () => {
    await copy();
    await world.put('u1', 'a', 'x');
    await world.clock.sleep(20 * MINUTE);
    const { action, looks } = withSilence(12);
    expect((await copy(action)).records).toBe(1);
    // The last ones apart, so that a change that is late is not missed.
    expect(looks.at(-1)! - looks.at(-5)!).toBe(4 * 200);
  });

  it('are behind the next round, however many there are: it goes on where the last one stopped', async () => {
    const { action, asked } = withSilence(47);
    await copy(action);
    await world.put('u1', 'a', 'x');
    let records = 0;
    for (let round = 0; records === 0 && round < 10; round += 1) {
      await world.clock.sleep(MINUTE);
      ({ records } = await copy(action));
    }
    expect(records).toBe(1);
    expect(asked).toEqual(['TRIM_HORIZON']);
  });

  it('are read from the sequence number again when the iterator has expired, as AWS says or by the clock', async () => {
    const { action, asked } = withSilence(0);
    await copy(action);
    await world.put('u1', 'a', 'x');
    expect((await copy(action)).records).toBe(1);
    await world.put('u1', 'a', 'y');
    await world.clock.sleep(16 * MINUTE);
    expect((await copy(action)).records).toBe(1);
    expect(asked).toEqual(['TRIM_HORIZON', 'AFTER_SEQUENCE_NUMBER']);
    let expired = 0;
    action.clients.streams.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          commandName === 'GetRecordsCommand' && (expired += 1) === 1
            ? Promise.reject(Object.assign(new Error('old'), { name: 'ExpiredIteratorException' }))
            : next(args),
      { step: 'initialize' },
    );
    await world.put('u1', 'a', 'z');
    expect((await copy(action)).records).toBe(1);
    expect(asked).toEqual(['TRIM_HORIZON', 'AFTER_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']);
  });

  it('do not end a closed shard: it is read to its end in one round', async () => {
    await copy();
    await world.put('u1', 'a', 'x');
    await world.clock.sleep(70 * MINUTE);
    expect((await copy(withSilence(60).action)).records).toBe(1);
  });
});

describe('what was lost is told, and the copy begins anew from the present', () => {
  it('when nobody copied for longer than the stream keeps', async () => {
    await copy();
    await writeOver(1);
    await world.clock.sleep(25 * 60 * MINUTE);
    const now = world.clock.now();
    const { lost, since } = await copy();
    expect(lost).toMatch(/^nothing was copied since .*, and a stream keeps 24 hours$/);
    expect(Date.parse(since)).toBe(now);
    expect((await copy()).lost).toBeNull();
  });

  it('when the records behind a position are gone', async () => {
    await copy();
    await writeOver(1);
    await copy();
    // Longer than an iterator lives.
    await world.clock.sleep(16 * MINUTE);
    const action = world.act();
    action.clients.streams.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          commandName === 'GetShardIteratorCommand' && 'SequenceNumber' in args.input
            ? Promise.reject(Object.assign(new Error('trimmed'), { name: 'TrimmedDataAccessException' }))
            : next(args),
      { step: 'initialize' },
    );
    expect((await copy(action)).lost).toMatch(/^records of shard \S+ were trimmed before they were read$/);
  });

  it('when the stream is another one', async () => {
    await copy();
    const { dynamodb } = world.action.clients;
    const off = { TableName: TABLE, StreamSpecification: { StreamEnabled: false } };
    await dynamodb.send(new UpdateTableCommand(off));
    await world.clock.sleep(MINUTE);
    await expect(copy()).rejects.toMatchObject({ code: 'STREAM_OFF', kind: 'precondition' });
    const on = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const };
    await dynamodb.send(new UpdateTableCommand({ TableName: TABLE, StreamSpecification: on }));
    await world.clock.sleep(MINUTE);
    await world.put('u1', 'a', 'x');
    expect(await copy()).toMatchObject({ round: 2, lost: expect.stringMatching(/^the stream was replaced/) });
  });
});

it('the first round that may hold a change of an instant is found', async () => {
  for (let minute = 0; minute < 8; minute += 1) {
    await copy();
    await world.clock.sleep(5 * MINUTE);
  }
  const all = await rounds();
  const at = Date.parse(all[4]?.readAt ?? '');
  const position = [world.action.vault, TABLE] as const;
  expect(await firstRoundSince(...position, { at, newest: 8 })).toBe(5);
  expect(await firstRoundSince(...position, { at: 0, newest: 8 })).toBe(1);
  expect(await firstRoundSince(...position, { at: world.clock.now() + MINUTE, newest: 8 })).toBe(8);
});

it('there is no mark before a round of the whole has ended', async () => {
  await copy();
  expect(await readTableHighWaterMark(world.action.vault)).toBeUndefined();
});
