import { FAULT_KINDS } from '../../scripts/local-cloud/gateway/faults';
import { makeHaste } from '../simulation/support/haste';
import { Operator } from './support/incident';
import { Half, trafficOf, withoutCredentials } from './support/service';
import { AWAY, HOME, MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(120_000);

it('with a fifth of all calls failing, carried out or not, the service is rebuilt and brought home', async () => {
  const world = await TwoRegions.create({ users: 2 });
  const operator = new Operator(world);
  const [home, away] = [Half.home(world), Half.away(world)];
  const values = await home.secrets();
  try {
    await world.protect([1, 10, 10]);
    // A pilot light: how Terraform bears failing calls is Terraform's affair.
    await world.deploy('recovery');
    world.cloud.dark.set(HOME.region, 'refuse');
    world.cloud.setFaults({ rate: 0.2, kinds: FAULT_KINDS, afterRate: 0.5, seed: 4 });
    expect(await operator.outage()).toMatchObject({ state: 'completed' });
    world.cloud.setFaults(undefined);
    expect(await away.items()).toEqual(withoutCredentials(world.items));
    expect(await away.secrets()).toEqual(values);
    expect(await trafficOf(world)).toBe(AWAY.region);

    const key = await away.lock('while-away');
    world.cloud.dark.set(HOME.region, 'up');
    await world.clock.sleep(20 * MINUTE);
    world.cloud.setFaults({ rate: 0.2, kinds: FAULT_KINDS, afterRate: 0.5, seed: 5 });
    expect(await operator.failback()).toMatchObject({ state: 'completed' });
    world.cloud.setFaults(undefined);
    expect(Object.keys(await home.items())).toContain(`${key} ${key}`);
    expect(await home.tables()).toHaveLength(2);
    expect(await trafficOf(world)).toBe(HOME.region);
  } finally {
    operator.remove();
  }
});
