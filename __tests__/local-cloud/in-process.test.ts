import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { connect } from '../../scripts/recovery/connection/clients';
import { targetOf } from '../../scripts/recovery/connection/target';
import { generateUsers } from '../../scripts/drill/generated-users';
import { loadSettings } from '../../settings';
import { furnish } from '../support/furnished-cloud';
import { VirtualClock } from '../support/virtual-clock';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));

function open() {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloud = createInProcessCloud({ clock });
  const clients = connect(target, { clock, requestHandler: cloud.requestHandler, credentials });
  return { clock, cloud, clients };
}

describe('the in-process door', () => {
  it('can be furnished like the cloud behind the wire', async () => {
    const { clients, cloud } = open();
    const { table, items } = await furnish(clients, target, { users: generateUsers({ count: 3 }) });
    const { Count } = await clients.dynamodb.send(new ScanCommand({ TableName: table }));
    expect(Count).toBe(items.length);
    expect(cloud.requests.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
  });
});
