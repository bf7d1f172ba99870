import {
  DescribeTimeToLiveCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../scripts/recovery/aws/action';
import {
  compareSettings,
  putTableSettings,
  readTableSettings,
  wantedSettings,
  type TableSettings,
} from '../../../scripts/recovery/table/settings';
import { SETTINGS } from '../../../scripts/recovery/table/settings/settings';
import { differing, restored } from './support/restored';
import { TestCloud } from '../support/service';
import { createFurnishedTable, createPlainTable } from './support/tables';

let cloud: TestCloud;
let action: Action & { readonly lines: string[] };
beforeAll(async () => {
  cloud = await TestCloud.start(1200);
  action = cloud.actionIn('us-east-1');
}, 120_000);
afterAll(() => cloud.stop());

describe.each(['on-demand', 'provisioned'] as const)('a restored table, %s', (billing) => {
  const source = `table-${billing}`;
  let table: string;
  let wanted: TableSettings;
  beforeAll(async () => {
    ({ table, wanted } = await restored(action, source, billing));
  }, 60_000);

  it('lacks what AWS leaves behind, and has what it was told', async () => {
    expect(await differing(action, table, wanted)).toEqual([
      'pointInTimeRecovery',
      'deletionProtection',
      'tags',
      'tableClass',
      'warmThroughput',
      'stream',
      'kinesisDestinations',
      'contributorInsights',
      ...(billing === 'provisioned' ? ['autoscaling'] : []),
      'resourcePolicy',
      'timeToLive',
    ]);
  });

  it('has every setting of its source once they are put: the comparison is empty', async () => {
    await putTableSettings(action, { table, wanted });
    expect(compareSettings(wanted, await readTableSettings(action, table))).toEqual([]);
  });

  it('is told from the original by its tag, and by nothing else', async () => {
    const original = await readTableSettings(action, source);
    const actual = await readTableSettings(action, table);
    expect(actual.values.tags).toEqual({ 'syncwell:backup': 'drill', 'syncwell:generation': 'restored' });
    expect({ ...actual.values, tags: undefined }).toEqual({ ...original.values, tags: undefined });
  });

  it('is left alone by a second round: nothing is put that is so already', async () => {
    const since = (await cloud.cloud.requests()).length;
    await putTableSettings(action, { table, wanted });
    const operations = (await cloud.cloud.requests()).slice(since).map(({ operation }) => operation);
    expect(operations.filter((operation) => !/^(Describe|List|Get)/.test(operation))).toEqual([]);
  });
});

describe('putting settings', () => {
  it('waits for the hour in which the TTL may be changed only once', async () => {
    const table = 'table-ttl';
    await createPlainTable(action, table);
    const ttl = (Enabled: boolean) =>
      action.clients.dynamodb.send(
        new UpdateTimeToLiveCommand({
          TableName: table,
          TimeToLiveSpecification: { Enabled, AttributeName: 'ttl' },
        }),
      );
    await ttl(true);
    const wanted = await readTableSettings(action, table);
    await action.clock.sleep(3_700_000);
    await ttl(false);
    await putTableSettings(action, { table, wanted });
    const { TimeToLiveDescription } = await action.clients.dynamodb.send(
      new DescribeTimeToLiveCommand({ TableName: table }),
    );
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  it('ends as wanted although calls fail, some after they were carried out', async () => {
    const { table, wanted } = await restored(action, 'table-faulty', 'provisioned');
    await cloud.cloud.injectFaults({
      rate: 0.2,
      kinds: ['throttle', '500', 'reset'],
      afterRate: 0.7,
      seed: 7,
    });
    try {
      await putTableSettings(action, { table, wanted });
    } finally {
      await cloud.cloud.clearFaults();
    }
    expect(await differing(action, table, wanted)).toEqual([]);
  });

  it('finishes what a killed run began', async () => {
    const { table, wanted } = await restored(action, 'table-killed', 'on-demand');
    const controller = new AbortController();
    const killed = {
      ...action,
      signal: controller.signal,
      progress: (text: string) => {
        if (text.includes('stream')) controller.abort(new Error('killed'));
      },
    };
    await expect(putTableSettings(killed, { table, wanted })).rejects.toThrow('killed');
    expect(await differing(action, table, wanted)).toContain('stream');
    await putTableSettings(action, { table, wanted });
    expect(await differing(action, table, wanted)).toEqual([]);
  });

  it('puts protection first and the TTL, which deletes items, last', () => {
    const order = SETTINGS.filter((one) => 'put' in one).map(({ id }) => id);
    expect(order.slice(0, 3)).toEqual(['pointInTimeRecovery', 'deletionProtection', 'tags']);
    expect(order.at(-1)).toBe('timeToLive');
  });

  it('stops at a table with other keys: it is the wrong one', async () => {
    await createPlainTable(action, 'table-plain');
    await createFurnishedTable(action, 'table-other', 'on-demand');
    const wanted = await readTableSettings(action, 'table-other');
    await expect(putTableSettings(action, { table: 'table-plain', wanted })).rejects.toMatchObject({
      kind: 'verification',
      code: 'SETTING_UNCHANGEABLE',
    });
  });

  it('stops at a stream of another view: it cannot be changed, and is not replaced unasked', async () => {
    const table = 'table-view';
    await createPlainTable(action, table);
    const plain = await readTableSettings(action, table);
    const wanted = { ...plain, values: { ...plain.values, stream: 'NEW_AND_OLD_IMAGES' } };
    await action.clients.dynamodb.send(
      new UpdateTableCommand({
        TableName: table,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    expect(await differing(action, table, wanted)).toEqual(['stream']);
    await expect(putTableSettings(action, { table, wanted })).rejects.toMatchObject({
      kind: 'verification',
      code: 'STREAM_DIFFERS',
    });
  });

  it('never takes a policy away: one that is surplus is reported', async () => {
    await createFurnishedTable(action, 'table-surplus', 'on-demand');
    const actual = await readTableSettings(action, 'table-surplus');
    const wanted = wantedSettings(actual, { originalPolicy: null });
    await putTableSettings(action, { table: 'table-surplus', wanted });
    expect(await differing(action, 'table-surplus', wanted)).toEqual(['resourcePolicy']);
  });
});
