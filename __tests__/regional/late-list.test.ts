import { makeHaste } from '../simulation/support/haste';
import { after } from './support/after';
import { Operator } from './support/incident';
import { Half } from './support/service';
import { MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

it('a token that was renewed just before the halt comes home, though the list of secrets is five minutes late', async () => {
  const listLag = 5 * MINUTE;
  const world = await TwoRegions.create({ users: 2, cloud: { services: { secrets: { listLag } } } });
  const operator = new Operator(world);
  const [home, away] = [Half.home(world), Half.away(world)];
  try {
    await world.protect([10, 10, 25]);
    await operator.evacuate();
    await world.clock.sleep(20 * MINUTE);
    const [secret = ''] = Object.keys(await away.secrets());
    const failback = await operator.failback(operator.newId(), {
      arrange: after(['catch-up-again'], () => away.renewToken(secret, 'the newest')),
    });
    expect(failback.state).toBe('completed');
    expect((await home.secrets())[secret]).toBe('the newest');
  } finally {
    operator.remove();
  }
});
