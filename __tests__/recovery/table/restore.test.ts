import {
  DescribeTableCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../scripts/recovery/aws/action';
import {
  awaitRestore,
  chooseTargetName,
  requireRestored,
  startRestore,
} from '../../../scripts/recovery/table/restore';
import { awaitRestorable, readWindow, requireInWindow } from '../../../scripts/recovery/table/restore-window';
import { TestCloud } from '../support/service';
import {
  contentOf,
  createFurnishedTable,
  createPlainTable,
  INDEXES,
  KEY_ARN,
  nextSecond,
  putItem,
} from './support/tables';

let cloud: TestCloud;
let action: Action & { readonly lines: string[] };

beforeAll(async () => {
  cloud = await TestCloud.start(1200);
  action = cloud.actionIn('us-east-1');
}, 120_000);
afterAll(() => cloud.stop());

let tables = 0;
async function plainTable(): Promise<string> {
  tables += 1;
  await createPlainTable(action, `plain-${tables}`);
  return `plain-${tables}`;
}

const describeTable = async (TableName: string) =>
  (await action.clients.dynamodb.send(new DescribeTableCommand({ TableName }))).Table;

/** A plain table and a second to which it can be restored by now. */
async function restorable(): Promise<{ source: string; target: string; at: string }> {
  const source = await plainTable();
  await putItem(action, source, 'user', 'good');
  const at = await nextSecond(action);
  await putItem(action, source, 'user', 'bad');
  await awaitRestorable(action, { table: source, at });
  return { source, target: `${source}-restored`, at };
}

describe('a restore', () => {
  it('makes a new table as of the second that was asked for', async () => {
    const { source, target, at } = await restorable();
    expect(await startRestore(action, { source, target, at })).toBe('started');
    const { seconds } = await awaitRestore(action, { target });
    expect(seconds).toBeGreaterThan(19 * 60);
    expect(await contentOf(action, target)).toEqual({ user: 'good' });
    expect(await contentOf(action, source)).toEqual({ user: 'bad' });
    await requireRestored(action, { source, target, at });
  });

  it('goes to the latest restorable second when asked to', async () => {
    const { source, target } = await restorable();
    expect(await startRestore(action, { source, target, at: 'latest' })).toBe('started');
    await awaitRestore(action, { target });
    expect(await startRestore(action, { source, target, at: 'latest' })).toBe('found');
  });

  it('says how long it has gone on, and honestly how long it may take', async () => {
    const { source, target, at } = await restorable();
    await startRestore(action, { source, target, at });
    await awaitRestore(action, { target });
    const lines = action.lines.filter((line) => line.includes(target));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-1)).toMatch(/for \d+ min: at least 20 minutes whatever the size/);
  });

  it.each(['on-demand', 'provisioned'] as const)(
    'tells AWS the %s capacity, the indexes and the key of the source instead of trusting defaults',
    async (billing) => {
      const source = `overridden-${billing}`;
      await createFurnishedTable(action, source, billing);
      const at = await nextSecond(action);
      await awaitRestorable(action, { table: source, at });
      await startRestore(action, { source, target: `${source}-restored`, at });
      await awaitRestore(action, { target: `${source}-restored` });
      const before = await describeTable(source);
      const restored = await describeTable(`${source}-restored`);
      expect(restored?.SSEDescription?.KMSMasterKeyArn).toBe(KEY_ARN);
      expect(restored?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual(INDEXES);
      for (const field of [
        'BillingModeSummary',
        'ProvisionedThroughput',
        'OnDemandThroughput',
        'LocalSecondaryIndexes',
      ] as const) {
        expect([field, restored?.[field]]).toEqual([field, before?.[field]]);
      }
      expect(restored?.GlobalSecondaryIndexes).toEqual(before?.GlobalSecondaryIndexes);
    },
  );
});

describe('a restore that was started before', () => {
  it('is found again after a crash, while it goes on and after it has ended', async () => {
    const props = await restorable();
    await startRestore(action, props);
    expect(await startRestore(action, props)).toBe('found');
    await awaitRestore(action, props);
    expect(await startRestore(action, props)).toBe('found');
  });

  it.each(['500', 'reset'] as const)(
    'is found again when its answer was lost (%s) and the SDK asked twice',
    async (kind) => {
      const requests = async () =>
        (await cloud.cloud.requests()).filter(({ operation }) => operation === 'RestoreTableToPointInTime');
      const props = await restorable();
      await cloud.cloud.injectFaults({
        rate: 0.5,
        kinds: [kind],
        operations: ['RestoreTableToPointInTime'],
        afterRate: 1,
        // The first answer is lost, the second is not.
        seed: 7,
      });
      const since = (await requests()).length;
      try {
        expect(await startRestore(action, props)).toBe('found');
      } finally {
        await cloud.cloud.clearFaults();
      }
      expect((await requests()).length - since).toBe(2);
      await awaitRestore(action, props);
      await requireRestored(action, props);
    },
  );

  it('is not finished before the restore has ended', async () => {
    const props = await restorable();
    await startRestore(action, props);
    await expect(requireRestored(action, props)).rejects.toMatchObject({
      kind: 'verification',
      code: 'RESTORE_NOT_ENDED',
    });
  });
});

describe('a target name', () => {
  it('is the first free one of the day', async () => {
    const source = await plainTable();
    const first = await chooseTargetName(action, source);
    expect(first).toMatch(/^SyncWellMetadata-restored-\d{4}-\d{2}-\d{2}$/);
    await createPlainTable(action, first);
    const second = await chooseTargetName(action, source);
    expect(second).toMatch(/^SyncWellMetadata-restored-\d{4}-\d{2}-\d{2}(-2)?$/);
    expect(second).not.toBe(first);
  });

  it('that a stranger has is refused, and the stranger left as it is', async () => {
    const { source, at } = await restorable();
    const stranger = await plainTable();
    await putItem(action, stranger, 'its', 'own');
    await expect(startRestore(action, { source, target: stranger, at })).rejects.toMatchObject({
      kind: 'refused',
      code: 'TARGET_NAME_TAKEN',
      message: expect.stringContaining('it is not a restored table'),
    });
    expect(await contentOf(action, stranger)).toEqual({ its: 'own' });
  });

  it('of a restore to another second, or of another table, is refused', async () => {
    const props = await restorable();
    await startRestore(action, props);
    const second = new Date(Date.parse(props.at) + 1000).toISOString();
    for (const other of [{ at: second }, { source: await plainTable() }]) {
      await expect(startRestore(action, { ...props, ...other })).rejects.toMatchObject({
        code: 'TARGET_NAME_TAKEN',
        message: expect.stringContaining(props.at.slice(0, 19)),
      });
    }
  });
});

describe('what cannot be restored is said before anything is done', () => {
  const window = { earliest: '2026-01-01T00:00:00.000Z', latest: '2026-01-31T11:55:00.000Z' };
  const now = Date.parse('2026-01-31T12:00:00Z');

  it.each([
    ['2026-01-31T12:00:01Z', 'RESTORE_TIME_IN_FUTURE'],
    ['2025-12-31T23:59:59Z', 'RESTORE_TIME_TOO_OLD'],
    ['yesterday', 'RESTORE_TIME_INVALID'],
  ])('%s: %s', (at, code) => {
    expect(() => {
      requireInWindow({ at, window, now });
    }).toThrow(expect.objectContaining({ kind: 'usage', code, message: expect.stringContaining(at) }));
  });

  it.each(['2026-01-01T00:00:00Z', '2026-01-31T11:55:00Z', '2026-01-31T11:59:00Z'])(
    '%s is allowed: the window includes its ends, and what is not restorable yet is waited for',
    (at) => {
      requireInWindow({ at, window, now });
    },
  );

  it('a table without point-in-time recovery', async () => {
    const table = await plainTable();
    await action.clients.dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: table,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      }),
    );
    const expected = { kind: 'precondition', code: 'PITR_OFF', message: expect.stringContaining(table) };
    await expect(readWindow(action, table)).rejects.toMatchObject(expected);
    await expect(
      startRestore(action, { source: table, target: `${table}-restored`, at: 'latest' }),
    ).rejects.toMatchObject(expected);
  });

  it('a table that does not exist', async () => {
    const expected = { kind: 'precondition', code: 'TABLE_MISSING' };
    await expect(readWindow(action, 'nowhere')).rejects.toMatchObject(expected);
    await expect(
      startRestore(action, { source: 'nowhere', target: 'nowhere-restored', at: 'latest' }),
    ).rejects.toMatchObject(expected);
  });

  it.each([
    ['RESTORE_TIME_TOO_OLD', -3_600_000],
    ['RESTORE_TIME_IN_FUTURE', 3_600_000],
  ])('a second outside of the window, in words of ours: %s', async (code, offset) => {
    const { source, target, at } = await restorable();
    const outside = new Date(Date.parse(at) + offset).toISOString();
    await expect(startRestore(action, { source, target, at: outside })).rejects.toMatchObject({ code });
  });
});

it('tells a table that never appears from one that is slow', async () => {
  await expect(awaitRestore(action, { target: 'never-seen' })).rejects.toMatchObject({
    kind: 'failed',
    code: 'RESTORE_VANISHED',
  });
});

it('may change nothing while the table is being restored', async () => {
  const props = await restorable();
  await startRestore(action, props);
  await expect(
    action.clients.dynamodb.send(
      new UpdateTableCommand({ TableName: props.target, DeletionProtectionEnabled: true }),
    ),
  ).rejects.toThrow('being created');
});
