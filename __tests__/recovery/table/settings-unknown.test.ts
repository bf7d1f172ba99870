import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../scripts/recovery/aws/action';
import {
  compareSettings,
  readTableSettings,
  type TableSettings,
} from '../../../scripts/recovery/table/settings';
import { SETTINGS } from '../../../scripts/recovery/table/settings/settings';
import { TestCloud } from '../support/service';
import { arnOf, createFurnishedTable, createPlainTable } from './support/tables';

let cloud: TestCloud;
let action: Action & { readonly lines: string[] };
beforeAll(async () => {
  cloud = await TestCloud.start(1200);
  action = cloud.actionIn('us-east-1');
}, 120_000);
afterAll(() => cloud.stop());

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
