import type { RegionKind } from '../../settings';
import { Probe } from '../../scripts/drill/outage/probe';
import { Ledger } from '../../scripts/drill/worker/ledger';
import type { Worker } from '../../scripts/drill/worker/worker';
import { VirtualClock } from '../support/virtual-clock';

const MINUTE = 60_000;

/** Regions of which each has workers that do nothing, and DNS that leads where it is told. */
async function users() {
  const clock = new VirtualClock(0);
  const world = {
    clock,
    leadsTo: 'primary' as RegionKind | 'nowhere' | 'no answer',
    configured: new Set<RegionKind>(['primary']),
    working: [] as RegionKind[],
  };
  const probe = await Probe.start({
    clock,
    where: {
      now: () =>
        world.leadsTo === 'no answer'
          ? Promise.reject(new Error('DNS'))
          : Promise.resolve(world.leadsTo === 'nowhere' ? undefined : world.leadsTo),
    },
    ledgerOf: () => new Ledger(),
    workerOf: ({ regionKind: role }) => {
      if (!world.configured.has(role)) return Promise.reject(new Error('no configuration'));
      world.working.push(role);
      const stop = (): Promise<void> => {
        world.working = world.working.filter((one) => one !== role);
        return Promise.resolve();
      };
      return Promise.resolve({ stop } as unknown as Worker);
    },
  });
  return { ...world, world, probe };
}

describe('the users of a drill', () => {
  it('are served where DNS leads, by the workers of that region alone', async () => {
    const { clock, world, probe } = await users();
    expect(world.working).toEqual(['primary']);
    world.leadsTo = 'recovery';
    world.configured.add('recovery');
    await clock.sleep(MINUTE);
    expect(world.working).toEqual(['recovery']);
    expect(probe.stays.map(({ regionKind }) => regionKind)).toEqual(['primary', 'recovery']);
    await probe.stop();
    expect(world.working).toEqual([]);
  });

  it('are served by nobody while their region is lost, and nobody asks it anything', async () => {
    const { clock, world, probe } = await users();
    await probe.lose('primary');
    await clock.sleep(MINUTE);
    expect(world.working).toEqual([]);
    expect(probe.unserved.length).toBeGreaterThan(5);
    await probe.stop();
  });

  it('wait where DNS led last while it does not answer, or leads to neither region', async () => {
    const { clock, world, probe } = await users();
    for (const nothing of ['no answer', 'nowhere'] as const) {
      world.leadsTo = nothing;
      await clock.sleep(MINUTE);
    }
    expect(probe.stays).toHaveLength(1);
    expect(world.working).toEqual(['primary']);
    await probe.stop();
  });

  it('are served as soon as a region that DNS leads to has a configuration', async () => {
    const { clock, world, probe } = await users();
    world.leadsTo = 'recovery';
    await clock.sleep(MINUTE);
    expect(world.working).toEqual([]);
    world.configured.add('recovery');
    await clock.sleep(MINUTE);
    expect(world.working).toEqual(['recovery']);
    await probe.stop();
  });

  it('come back to a region that is there again, under a ledger of their own', async () => {
    const { clock, world, probe } = await users();
    world.configured.add('recovery');
    await probe.lose('primary');
    world.leadsTo = 'recovery';
    await clock.sleep(MINUTE);
    probe.bringBack('primary');
    world.leadsTo = 'primary';
    await clock.sleep(MINUTE);
    expect(world.working).toEqual(['primary']);
    expect(new Set(probe.stays.map(({ ledger }) => ledger)).size).toBe(3);
    await probe.stop();
  });
});
