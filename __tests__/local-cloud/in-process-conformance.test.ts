import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { connect, type Clients } from '../../scripts/recovery/aws/clients';
import { targetOf } from '../../scripts/recovery/aws/target';
import { clockOf } from '../../scripts/engine/clock';
import { loadSettings } from '../../settings';
import { VirtualClock } from '../support/virtual-clock';
import { callers } from './conformance/callers';
import { items } from './conformance/items';
import { objects } from './conformance/objects';
import { outcomeOf } from './conformance/outcome';
import { parameters, secrets } from './conformance/parameters-and-secrets';
import { tables } from './conformance/tables';
import { watch } from './conformance/watch';
import { workers } from './conformance/workers';

/** What recovery actions ask, in an order in which each call finds what it needs. */
const CALLS = [...tables, ...items, ...objects, ...parameters, ...secrets, ...workers, ...watch, ...callers];

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));

let cloud: LocalCloud;
let wire: Clients;
let inProcess: Clients;

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true });
  // Where moto fails, retries need not be waited for.
  const hasty = clockOf({ speed: 1_000, start: Date.now(), wallStart: Date.now() });
  wire = connect(target, { clock: hasty, endpoint: cloud.endpoint, credentials });
  const clock = new VirtualClock(Date.now());
  const { requestHandler } = createInProcessCloud({ clock });
  inProcess = connect(target, { clock, requestHandler, credentials });
}, 120_000);
afterAll(async () => {
  wire.destroy();
  await cloud.stop();
});

describe('the in-process door answers as the wire does, when', () => {
  it.each(CALLS)('%s', async (...call) => {
    const [expected, actual] = [await outcomeOf(call, wire), await outcomeOf(call, inProcess)];
    expect(actual).toEqual(expected);
  });
});
