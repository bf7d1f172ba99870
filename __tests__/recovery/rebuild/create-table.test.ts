import { createTable } from '../../../scripts/recovery/rebuild/create-table';
import {
  compareSettings,
  putTableSettings,
  readTableSettings,
  wantedSettings,
} from '../../../scripts/recovery/table/settings';
import { TestCloud } from '../support/service';
import { createFurnishedTable, policyOf } from '../table/support/tables';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start(300);
});
afterAll(async () => {
  await cloud.stop();
});

it.each(['on-demand', 'provisioned'] as const)(
  'a table made from the settings of another one (%s) lacks nothing once the rest is put',
  async (billing) => {
    const action = cloud.actionIn(billing === 'on-demand' ? 'us-east-1' : 'eu-west-1');
    const source = `source-${billing}`;
    const table = `made-${billing}`;
    await createFurnishedTable(action, source, billing);
    const settings = wantedSettings(await readTableSettings(action, source), {
      originalPolicy: policyOf(source),
    });
    expect(await createTable(action, { table, settings })).toBe('created');
    const made = await readTableSettings(action, table);
    expect(made.values).toMatchObject({
      capacity: { mode: 'PAY_PER_REQUEST' },
      stream: null,
      timeToLive: { attribute: null },
    });
    expect(await createTable(action, { table, settings })).toBe('found');
    await putTableSettings(action, { table, wanted: settings });
    expect(compareSettings(settings, await readTableSettings(action, table))).toEqual([]);
    await expect(
      createTable(action, {
        table: source,
        settings: { ...settings, values: { ...settings.values, globalIndexes: {} } },
      }),
    ).rejects.toMatchObject({
      kind: 'refused',
      code: 'TARGET_NAME_TAKEN',
    });
  },
);
