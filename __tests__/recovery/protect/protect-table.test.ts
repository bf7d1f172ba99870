import { makeHaste } from '../../simulation/support/haste';
import { rebuild } from './support/rebuild';
import { MINUTE, World } from './support/world';

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create();
});

it('a table is in the vault with every change, half an hour after protection began', async () => {
  await world.put('old', 'a', '1');
  await world.put('old', 'b', '1');
  await world.clock.sleep(10 * MINUTE);
  expect(await world.protect()).toMatchObject({
    settings: { value: true },
    changes: { value: { round: 1, records: 0 } },
  });
  for (let minute = 0; minute < 30; minute += 1) {
    await world.put(`u${minute}`, 'a', String(minute));
    if (minute % 3 === 0) await world.delete(`u${minute - 3}`, 'a');
    await world.clock.sleep(MINUTE);
    await world.protect();
  }
  const rebuilt = await rebuild(world);
  expect(rebuilt).toMatchObject({ withChanges: true });
  expect(rebuilt?.state).toEqual(await world.live());
});
