import { DeleteItemCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { generateUsers } from '../../../scripts/drill/generated-users';
import { startLocalCloud, type LocalCloud } from '../../../scripts/local-cloud/local-cloud';
import type { Action } from '../../../scripts/recovery/aws/action';
import { connect } from '../../../scripts/recovery/aws/clients';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { loadRules } from '../../../scripts/recovery/items/rules';
import { validateTable } from '../../../scripts/recovery/validation/validate';
import { clockOf } from '../../../scripts/engine/clock';
import { loadSettings } from '../../../settings';
import { makeTable } from '../../support/furnished-cloud/table';
import { makeUsers } from '../../support/furnished-cloud/users';
import { statuses } from './world';

let cloud: LocalCloud;
let action: Action;
const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true });
  const clock = clockOf({ speed: 1, start: 0, wallStart: 0 });
  const clients = connect(target, {
    clock,
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  action = { target, clients, clock, signal: new AbortController().signal, progress: () => undefined };
}, 120_000);
afterAll(async () => {
  action.clients.destroy();
  await cloud.stop();
});

describe('a validation over the wire', () => {
  it('sees each item once, over many pages and segments, and each reference whole', async () => {
    const { clients, clock } = action;
    const table = 'SyncWellMetadata';
    await makeTable(clients, target, table);
    await clients.dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: table,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const items = await makeUsers(clients, target, { table, users: generateUsers({ count: 60 }) });
    const at = new Date(Math.ceil(clock.now() / 1000 + 2) * 1000).toISOString();
    await clock.sleep(Date.parse(at) + 1100 - clock.now());
    const request = { table, rules: loadRules(), segments: 5, against: { source: table, at } };
    const good = await validateTable(action, request);
    expect(good.badKeys).toEqual([]);
    expect(good.items).toBe(items.length);
    expect(statuses(good)).toEqual({ L0: 'passed', L1: 'passed', L3: 'passed', L4: 'passed' });

    const Key = marshall({ PK: 'USER#u0000007', SK: 'PROFILE' });
    await clients.dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    const bad = await validateTable(action, request);
    expect(statuses(bad)).toEqual({ L0: 'passed', L1: 'failed', L3: 'failed', L4: 'failed' });
    expect(bad.badKeys).toContainEqual(
      expect.objectContaining({ level: 'L3', kind: 'missing', key: { PK: 'USER#u0000007', SK: 'PROFILE' } }),
    );
    expect(new Set(bad.badKeys.map(({ key }) => key.PK))).toEqual(new Set(['USER#u0000007']));
  }, 120_000);
});
