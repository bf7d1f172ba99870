import {
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeTimeToLiveCommand,
  DisableKinesisStreamingDestinationCommand,
  DynamoDBClient,
  PutResourcePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../scripts/recovery/action';
import { awaitRestore, startRestore } from '../../../scripts/recovery/table/restore';
import { awaitRestorable } from '../../../scripts/recovery/table/restore-window';
import {
  compareSettings,
  putTableSettings,
  readTableSettings,
  wantedSettings,
  type TableSettings,
} from '../../../scripts/recovery/table/settings';
import { SETTINGS } from '../../../scripts/recovery/table/settings/settings';
import { TestCloud } from '../support/service';
import {
  arnOf,
  createFurnishedTable,
  createPlainTable,
  INDEXES,
  KEY_ARN,
  KINESIS_ARN,
  nextSecond,
  policyOf,
} from './support/tables';

let cloud: TestCloud;
let action: Action & { readonly lines: string[] };
beforeAll(async () => {
  cloud = await TestCloud.start(1200);
  action = cloud.actionIn('us-east-1');
}, 120_000);
afterAll(() => cloud.stop());

/** A furnished table, restored and nothing more. */
async function restored(source: string, billing: 'on-demand' | 'provisioned') {
  await createFurnishedTable(action, source, billing);
  const at = await nextSecond(action);
  await awaitRestorable(action, { table: source, at });
  const table = `${source}-restored`;
  const before = await readTableSettings(action, source);
  await startRestore(action, { source, target: table, at });
  await awaitRestore(action, { target: table });
  return { table, wanted: wantedSettings(before, { originalPolicy: policyOf(source) }) };
}

const differing = async (table: string, wanted: TableSettings): Promise<string[]> =>
  compareSettings(wanted, await readTableSettings(action, table)).map(({ setting }) => setting);

describe.each(['on-demand', 'provisioned'] as const)('a restored table, %s', (billing) => {
  const source = `table-${billing}`;
  let table: string;
  let wanted: TableSettings;
  beforeAll(async () => {
    ({ table, wanted } = await restored(source, billing));
  }, 60_000);

  it('lacks what AWS leaves behind, and has what it was told', async () => {
    expect(await differing(table, wanted)).toEqual([
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

describe('a setting that was changed behind our back is named, and it alone', () => {
  const source = 'table-mutated';
  let table: string;
  let wanted: TableSettings;
  beforeAll(async () => {
    ({ table, wanted } = await restored(source, 'provisioned'));
    await putTableSettings(action, { table, wanted });
  }, 60_000);

  const update = (input: Partial<UpdateTableCommandInput>) =>
    dynamodb().send(new UpdateTableCommand({ TableName: table, ...input }));
  const dynamodb = (): DynamoDBClient => action.clients.dynamodb;
  const capacity = (ReadCapacityUnits: number) => ({ ReadCapacityUnits, WriteCapacityUnits: 20 });
  const target = () => ({
    ServiceNamespace: 'dynamodb' as const,
    ResourceId: `table/${table}/index/${INDEXES[0]!}`,
    ScalableDimension: 'dynamodb:index:ReadCapacityUnits' as const,
  });

  const mutations: [string, string, () => Promise<unknown>][] = [
    [
      'pointInTimeRecovery',
      'other days',
      () =>
        dynamodb().send(
          new UpdateContinuousBackupsCommand({
            TableName: table,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
          }),
        ),
    ],
    ['deletionProtection', 'off', () => update({ DeletionProtectionEnabled: false })],
    [
      'tags',
      'a value',
      () =>
        dynamodb().send(
          new TagResourceCommand({
            ResourceArn: arnOf(table),
            Tags: [{ Key: 'syncwell:backup', Value: 'none' }],
          }),
        ),
    ],
    [
      'tags',
      'one is missing',
      () =>
        dynamodb().send(
          new UntagResourceCommand({ ResourceArn: arnOf(table), TagKeys: ['syncwell:backup'] }),
        ),
    ],
    [
      'encryption',
      'another key',
      () => update({ SSESpecification: { Enabled: true, KMSMasterKeyId: `${KEY_ARN}-other` } }),
    ],
    ['capacity', 'out of the reach of scaling', () => update({ ProvisionedThroughput: capacity(99) })],
    [
      'capacity',
      'of an index',
      () =>
        update({
          GlobalSecondaryIndexUpdates: [
            { Update: { IndexName: INDEXES[0], ProvisionedThroughput: capacity(1) } },
          ],
        }),
    ],
    [
      'globalIndexes',
      'one is missing',
      () => update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: INDEXES[1] } }] }),
    ],
    ['tableClass', 'standard', () => update({ TableClass: 'STANDARD' })],
    [
      'warmThroughput',
      'colder',
      () => update({ WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 } }),
    ],
    [
      'kinesisDestinations',
      'off',
      () =>
        dynamodb().send(
          new DisableKinesisStreamingDestinationCommand({ TableName: table, StreamArn: KINESIS_ARN }),
        ),
    ],
    ...['', ...INDEXES].map((index): [string, string, () => Promise<unknown>] => [
      'contributorInsights',
      `off for ${index === '' ? 'the table' : index}`,
      () =>
        dynamodb().send(
          new UpdateContributorInsightsCommand({
            TableName: table,
            ...(index === '' ? {} : { IndexName: index }),
            ContributorInsightsAction: 'DISABLE',
          }),
        ),
    ]),
    [
      'autoscaling',
      'another maximum',
      () =>
        action.clients.autoscaling.send(
          new RegisterScalableTargetCommand({
            ...target(),
            MinCapacity: 5,
            MaxCapacity: 60,
          }),
        ),
    ],
    [
      'autoscaling',
      'another aim',
      () =>
        action.clients.autoscaling.send(
          new PutScalingPolicyCommand({
            ...target(),
            PolicyName: `DynamoDBReadCapacityUtilization:table/${table}/index/${INDEXES[0]!}`,
            PolicyType: 'TargetTrackingScaling',
            TargetTrackingScalingPolicyConfiguration: {
              TargetValue: 30,
              PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
            },
          }),
        ),
    ],
    [
      'resourcePolicy',
      'another reader',
      async () => {
        await action.clock.sleep(20_000);
        await dynamodb().send(
          new PutResourcePolicyCommand({
            ResourceArn: arnOf(table),
            Policy: policyOf(table).replace('analytics', 'stranger'),
          }),
        );
        await action.clock.sleep(20_000);
      },
    ],
    [
      'timeToLive',
      'off',
      async () => {
        await action.clock.sleep(3_700_000);
        await dynamodb().send(
          new UpdateTimeToLiveCommand({
            TableName: table,
            TimeToLiveSpecification: { Enabled: false, AttributeName: 'ttl' },
          }),
        );
      },
    ],
  ];

  it.each(mutations)('%s: %s', async (setting, _what, mutate) => {
    expect(await differing(table, wanted)).toEqual([]);
    await mutate();
    const differences = compareSettings(wanted, await readTableSettings(action, table));
    expect(differences.map((one) => one.setting)).toEqual([setting]);
    expect(differences[0]).toMatchObject({
      verified: true,
      explanation: expect.stringContaining('should be'),
    });
    await putTableSettings(action, { table, wanted });
  });

  it('stream: off', async () => {
    await update({ StreamSpecification: { StreamEnabled: false } });
    expect(await differing(table, wanted)).toEqual(['stream']);
  });

  it('no setting is forgotten by these tests', () => {
    const covered = new Set([...mutations.map(([setting]) => setting), 'stream']);
    // What no call can change; compared below on values that were read.
    const fixed = ['keySchema', 'localIndexes', 'replicas'];
    expect([...covered, ...fixed].sort()).toEqual(SETTINGS.map(({ id }) => id).sort());
  });

  it.each(['keySchema', 'localIndexes', 'replicas'])('%s', async (setting) => {
    const actual = await readTableSettings(action, table);
    const other = { keys: [], attributes: {}, regions: ['eu-west-1'] };
    const changed = { ...actual, values: { ...actual.values, [setting]: other } };
    expect(compareSettings(changed, actual).map((one) => one.setting)).toEqual([setting]);
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
    const { table, wanted } = await restored('table-faulty', 'provisioned');
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
    expect(await differing(table, wanted)).toEqual([]);
  });

  it('finishes what a killed run began', async () => {
    const { table, wanted } = await restored('table-killed', 'on-demand');
    const controller = new AbortController();
    const killed = {
      ...action,
      signal: controller.signal,
      progress: (text: string) => {
        if (text.includes('stream')) controller.abort(new Error('killed'));
      },
    };
    await expect(putTableSettings(killed, { table, wanted })).rejects.toThrow('killed');
    expect(await differing(table, wanted)).toContain('stream');
    await putTableSettings(action, { table, wanted });
    expect(await differing(table, wanted)).toEqual([]);
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
    expect(await differing(table, wanted)).toEqual(['stream']);
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
    expect(await differing('table-surplus', wanted)).toEqual(['resourcePolicy']);
  });
});

describe('what is not known', () => {
  const settings = (values: TableSettings['values'], unknown: string[] = []): TableSettings => ({
    tableArn: arnOf('any'),
    values,
    unknown,
  });

  it('is never called equal: a setting that the region does not implement is unverified', async () => {
    await createPlainTable(action, 'table-unavailable');
    const actual = await readTableSettings(action, 'table-unavailable');
    const missing = {
      ...actual,
      values: { ...actual.values, kinesisDestinations: { unavailable: 'not implemented' } },
    };
    expect(compareSettings(missing, missing)).toEqual([
      expect.objectContaining({
        setting: 'kinesisDestinations',
        verified: false,
        explanation: 'kinesisDestinations could not be read: not implemented',
      }),
    ]);
  });

  it('is named: a field of the description that this tool has never heard of', () => {
    const values = Object.fromEntries(SETTINGS.map(({ id }) => [id, { unavailable: 'left out' }]));
    const differences = compareSettings(settings(values, ['SelfHealing']), settings(values));
    expect(differences.find(({ setting }) => setting === 'SelfHealing')).toMatchObject({
      verified: false,
      wanted: 'present',
      actual: 'absent',
    });
  });

  it('is seen although the SDK drops it, on the table and on an index', async () => {
    await createFurnishedTable(action, 'table-future', 'on-demand');
    const future = Object.create(action, {
      clients: { value: { ...action.clients, dynamodb: withFutureFields(action.clients.dynamodb) } },
    }) as Action;
    const { unknown } = await readTableSettings(future, 'table-future');
    expect(unknown).toEqual(['GlobalSecondaryIndexes.Colour', 'SelfHealing']);
  });

  it('is said when there is no such table', async () => {
    await expect(readTableSettings(action, 'nowhere')).rejects.toMatchObject({ code: 'TABLE_MISSING' });
  });
});

/** A client whose DescribeTable is answered by a DynamoDB of the future. */
function withFutureFields(client: DynamoDBClient): DynamoDBClient {
  const handler = client.config.requestHandler;
  return new DynamoDBClient({
    region: 'us-east-1',
    endpoint: cloud.cloud.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: {
      ...handler,
      async handle(request: any, options: any) {
        const result: any = await handler.handle(request, options);
        if (!request.headers['x-amz-target'].endsWith('.DescribeTable')) return result;
        const bytes = await client.config.streamCollector.call(undefined, result.response.body);
        const { Table } = JSON.parse(Buffer.from(bytes).toString());
        const indexes = Table.GlobalSecondaryIndexes.map((index: object) => ({ ...index, Colour: 'red' }));
        const body = { Table: { ...Table, SelfHealing: true, GlobalSecondaryIndexes: indexes } };
        delete result.response.headers['x-amz-crc32'];
        result.response.body = Buffer.from(JSON.stringify(body));
        return result;
      },
    },
  });
}
