import {
  ListExportsCommand,
  UpdateContinuousBackupsCommand,
  type ExportSummary,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { FAILED_ROUND } from '../../../modules/continuity-agent/alarms';
import { observedValue } from '../../../scripts/recovery/aws/observe';
import { roundJson } from '../../../scripts/commands/support/round-json';
import type { ProtectAction } from '../../../scripts/recovery/protect/connection';
import { protect, type RoundResult } from '../../../scripts/recovery/protect/protect';
import type { ProtectResult } from '../../../scripts/recovery/protect/protect-table';
import { endOf, readChain, tableKeys } from '../../../scripts/recovery/vault/table';
import { matchesLogFilter } from '../../support/log-filter';
import { makeHaste } from '../../simulation/support/haste';
import { rebuild } from './support/rebuild';
import { Killed } from '../../support/killed-calls';
import { MINUTE, PLACE, TABLE, World } from './support/world';

const HOUR = 60 * MINUTE;
const keys = tableKeys(PLACE.source, TABLE);

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create();
});

function chain(upTo?: number) {
  return readChain(world.action.vault, TABLE, upTo);
}

async function exportsOfTable(): Promise<ExportSummary[]> {
  const { ExportSummaries = [] } = await world.action.clients.dynamodb.send(new ListExportsCommand({}));
  return ExportSummaries;
}

/** Rounds with pauses between them, each after a write. */
async function roundsEvery(pause: number, count: number): Promise<ProtectResult> {
  let result = await world.protect();
  for (let round = 1; round < count; round += 1) {
    await world.put(`u${round % 5}`, 'a', `${round} ${pause}`);
    if (round % 4 === 0) await world.delete(`u${(round - 1) % 5}`, 'a');
    await world.clock.sleep(pause);
    result = await world.protect();
  }
  return result;
}

async function switchPointInTime(on: boolean): Promise<void> {
  await world.action.clients.dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: TABLE,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
    }),
  );
}

it('a full export, then incremental ones that follow each other to the millisecond, from rounds that wait for none', async () => {
  await world.put('before', 'a', '1');
  const { mark } = await roundsEvery(8 * MINUTE, 10);
  const links = await chain(mark.exports?.number);
  expect(links.map(({ kind }) => kind)).toEqual(['full', ...links.slice(1).map(() => 'incremental')]);
  expect(links.length).toBeGreaterThan(2);
  expect(mark.exports).toMatchObject({ fullNumber: 1, number: links.length, to: endOf(links) });
  const rebuilt = await rebuild(world);
  expect(rebuilt).toMatchObject({ withChanges: true });
  expect(rebuilt?.state).toEqual(await world.live());
});

it('a chain of a week is shortened; what was exported meanwhile goes on from the new full export', async () => {
  const { mark } = await roundsEvery(22 * HOUR, 12);
  expect(mark.exports?.fullNumber).toBeGreaterThan(1);
  const [full, ...rest] = await chain();
  expect(full?.number).toBe(mark.exports?.fullNumber);
  expect(rest.length).toBeGreaterThan(0);
  const rebuilt = await rebuild(world);
  expect(rebuilt?.state).toEqual(await world.live());
});

it('after point-in-time recovery was off, a full export begins anew, and the changes go on meanwhile', async () => {
  await roundsEvery(10 * MINUTE, 4);
  await switchPointInTime(false);
  await world.clock.sleep(MINUTE);
  const off = await world.protect();
  expect(off).toMatchObject({
    window: { value: null },
    exports: { problem: expect.stringContaining('is off'), next: expect.stringContaining('aws backup') },
    changes: { value: { lost: null } },
  });
  await switchPointInTime(true);
  await world.clock.sleep(20 * MINUTE);
  const on = observedValue((await world.protect()).exports);
  expect(on?.started).toMatchObject([{ kind: 'full', why: expect.stringContaining('knows nothing before') }]);
  await roundsEvery(10 * MINUTE, 4);
  expect((await chain())[0]?.number).toBeGreaterThan(1);
  expect((await rebuild(world))?.state).toEqual(await world.live());
});

/** An action to which every export has failed, as AWS would tell it. */
function withFailedExports(): ProtectAction {
  const action = world.act();
  action.clients.dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        if (commandName !== 'DescribeExportCommand') return result;
        const failed = { ExportStatus: 'FAILED', FailureCode: 'S3AccessDenied' };
        return { ...result, output: { ...result.output, ExportDescription: failed } as never };
      },
    { step: 'initialize' },
  );
  return action;
}

it('an export that failed is told by every round, and asked for again by another token ten minutes later', async () => {
  await world.protect();
  await world.clock.sleep(10 * MINUTE);
  await world.protect();
  const failing = withFailedExports();
  const failed = [{ kind: 'full', code: 'S3AccessDenied' }];
  for (let minute = 1; minute < 10; minute += 1) {
    await world.clock.sleep(MINUTE);
    const { exports } = await world.protect(failing);
    expect(exports).toMatchObject({ value: { failed, started: [], chain: null } });
  }
  expect(await exportsOfTable()).toHaveLength(1);
  await world.clock.sleep(MINUTE);
  const { exports } = await world.protect(failing);
  expect(exports).toMatchObject({ value: { failed, started: [{ kind: 'full' }], chain: null } });
  expect(await exportsOfTable()).toHaveLength(2);
});

it('a round whose exports failed has failed, in the words that the alarm looks for', async () => {
  const secrets = world.secrets();
  await world.protect();
  await world.clock.sleep(10 * MINUTE);
  const fine = await protect(world.action, secrets);
  await world.clock.sleep(MINUTE);
  const failed = await protect(withFailedExports(), secrets);
  expect([fine, failed].map((round) => round.failed)).toEqual([[], ['table.exports.failed']]);
  const rings = (round: RoundResult) => matchesLogFilter(FAILED_ROUND, JSON.stringify(roundJson(round)));
  expect([fine, failed].map(rings)).toEqual([false, true]);
});

describe('a kind of export that cannot be asked for', () => {
  /** Refuses one kind of export, as AWS refuses a window that it cannot serve. */
  function refusing(kind: string): ProtectAction {
    const action = world.act();
    action.clients.dynamodb.middlewareStack.add(
      (next) => (args) =>
        (args.input as { ExportType?: string }).ExportType === kind
          ? Promise.reject(Object.assign(new Error('no such window'), { name: 'InvalidExportTimeException' }))
          : next(args),
      { step: 'initialize' },
    );
    return action;
  }

  it('is told round after round, and does not keep the other kind from going on', async () => {
    await roundsEvery(8 * MINUTE, 5);
    const before = await chain();
    const action = refusing('FULL_EXPORT');
    let result = await world.protect(action);
    // Into the second week, in which a chain is begun anew.
    for (let day = 0; day < 10; day += 1) {
      await world.clock.sleep(23 * HOUR);
      result = await world.protect(action);
    }
    const problem = { kind: 'full', code: 'InvalidExportTimeException', message: 'no such window' };
    const exports = observedValue(result.exports);
    expect(exports).toMatchObject({ problems: [problem], started: [{ kind: 'incremental' }] });
    const links = await chain();
    expect(links.length).toBeGreaterThan(before.length + 7);
    expect(links.filter(({ kind }) => kind === 'full')).toHaveLength(1);
    await world.clock.sleep(MINUTE);
    // Written down by now, and taken up where it was left.
    expect(observedValue((await world.protect(action)).exports)).toMatchObject({ problems: [problem] });
    expect(observedValue((await world.protect()).exports)?.underWay).toContainEqual(
      expect.objectContaining({ kind: 'full' }),
    );
  });

  it('leaves a full export that is complete its link, when it is the incremental one', async () => {
    await roundsEvery(8 * MINUTE, 5);
    const action = refusing('INCREMENTAL_EXPORT');
    for (let day = 0; day < 2; day += 1) {
      await world.clock.sleep(16 * HOUR);
      await world.protect(action);
    }
    // More than a day after its end nothing goes on from a chain: a full export begins another.
    await world.clock.sleep(HOUR);
    const { exports } = await world.protect(action);
    expect(exports).toMatchObject({ value: { completed: [{ kind: 'full' }] } });
  });
});

it('an export whose answer was lost is asked for once', async () => {
  await world.protect();
  await world.clock.sleep(10 * MINUTE);
  const operations = ['ExportTableToPointInTime'];
  world.cloud.setFaults({ rate: 1, kinds: ['reset'], operations, count: 3, afterRate: 1 });
  const { exports } = await world.protect();
  expect(exports).toMatchObject({ value: { started: [{ kind: 'full' }] } });
  expect(await exportsOfTable()).toHaveLength(1);
});

it('of two rounds at once one asks for an export, and one link is written', async () => {
  await world.protect();
  await world.clock.sleep(10 * MINUTE);
  await Promise.all([world.protect(), world.protect(world.act())]);
  expect(await exportsOfTable()).toHaveLength(1);
  await world.clock.sleep(10 * MINUTE);
  await Promise.all([world.protect(), world.protect(world.act())]);
  expect(await chain()).toHaveLength(1);
});

it('killed at any call, the chain is whole and no window is exported twice', async () => {
  await world.protect();
  for (let call = 20; ; call += 2) {
    await world.clock.sleep(8 * MINUTE);
    const action = world.act({ call, carriedOut: call % 4 === 0 });
    const outcome = await world.protect(action).catch((error: unknown) => error);
    if (!(outcome instanceof Killed)) break;
    await world.protect();
  }
  await roundsEvery(8 * MINUTE, 2);
  const links = await chain();
  expect(links.length).toBeGreaterThan(3);
  const underWay = (await exportsOfTable()).filter(({ ExportStatus }) => ExportStatus === 'IN_PROGRESS');
  expect(await exportsOfTable()).toHaveLength(links.length + underWay.length);
});

describe('what is not as it was written is named', () => {
  beforeEach(async () => {
    await roundsEvery(10 * MINUTE, 7);
  });

  it('a link that is gone', async () => {
    const { s3, bucket } = world.action.vault.exports;
    const [, second] = await chain();
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keys.link(2) }));
    expect(second?.number).toBe(2);
    const gap = { code: 'VAULT_GAP', message: expect.stringContaining(keys.link(2)) };
    await expect(chain()).rejects.toMatchObject(gap);
  });

  it('the newest link, when the mark tells of it', async () => {
    const { s3, bucket } = world.action.vault.exports;
    const newest = (await chain()).at(-1)?.number ?? 0;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keys.link(newest) }));
    await expect(chain(newest)).rejects.toMatchObject({ code: 'VAULT_GAP' });
  });

  it('a link that says something else', async () => {
    const { s3, bucket } = world.action.vault.exports;
    const [first] = await chain();
    const changed = JSON.stringify({ ...first, items: 0, bytes: 1 });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: keys.link(1), Body: changed }));
    await expect(chain()).rejects.toMatchObject({
      code: 'VAULT_TAMPERED',
      message: expect.stringContaining(keys.link(1)),
      next: expect.stringContaining('list-object-versions'),
    });
  });
});
