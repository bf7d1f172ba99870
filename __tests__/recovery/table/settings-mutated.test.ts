import {
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
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
import type { Action } from '../../../scripts/recovery/aws/action';
import {
  compareSettings,
  putTableSettings,
  readTableSettings,
  type TableSettings,
} from '../../../scripts/recovery/table/settings';
import { SETTINGS } from '../../../scripts/recovery/table/settings/settings';
import { differing, restored } from './support/restored';
import { TestCloud } from '../support/service';
import { arnOf, INDEXES, KEY_ARN, KINESIS_ARN, policyOf } from './support/tables';

let cloud: TestCloud;
let action: Action & { readonly lines: string[] };
beforeAll(async () => {
  cloud = await TestCloud.start(1200);
  action = cloud.actionIn('us-east-1');
}, 120_000);
afterAll(() => cloud.stop());

describe('a setting that was changed behind our back is named, and it alone', () => {
  const source = 'table-mutated';
  let table: string;
  let wanted: TableSettings;
  beforeAll(async () => {
    ({ table, wanted } = await restored(action, source, 'provisioned'));
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
    expect(await differing(action, table, wanted)).toEqual([]);
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
    expect(await differing(action, table, wanted)).toEqual(['stream']);
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
