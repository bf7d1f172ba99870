import { awaitTraffic } from '../../scripts/recovery/service/traffic/seen';
import type { Resolver } from '../../scripts/recovery/service/traffic/resolver';
import { makeHaste } from '../simulation/support/haste';
import { HOME, settings, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

const NAME = settings.domain.api;
const looked: string[] = [];
let world: TwoRegions;
beforeEach(async () => {
  world = await TwoRegions.create({ users: 1 });
  looked.length = 0;
});

function seen(resolver: Resolver) {
  const action = { target: HOME, clients: world.home, clock: world.clock };
  const progress = (text: string): void => void looked.push(text);
  return awaitTraffic({ ...action, signal: new AbortController().signal, progress }, resolver);
}

it('a resolver that does not answer is asked again', async () => {
  let silent = 8;
  const resolver: Resolver = (name) => {
    silent -= 1;
    return silent < 0 ? world.resolver(name) : Promise.reject(new Error(`queryA ETIMEOUT ${name}`));
  };
  const { name, addresses } = await seen(resolver);
  expect(name).toBe(NAME);
  expect(addresses).not.toEqual([]);
  expect(looked.filter((text) => text.includes('ETIMEOUT'))).toHaveLength(4);
});

it('one that never answers ends the wait with what it said', async () => {
  const started = world.clock.now();
  await expect(seen((name) => Promise.reject(new Error(`queryA ETIMEOUT ${name}`)))).rejects.toMatchObject({
    kind: 'verification',
    code: 'TRAFFIC_NOT_SEEN',
    message: expect.stringContaining(`a resolver says of ${NAME}: queryA ETIMEOUT`) as string,
  });
  expect(world.clock.now() - started).toBeGreaterThanOrEqual(10 * 60_000);
});

it('an answer of the other region is no arrival', async () => {
  const resolver: Resolver = (name) =>
    name === NAME ? Promise.resolve(['203.0.113.9']) : world.resolver(name);
  await expect(seen(resolver)).rejects.toMatchObject({
    code: 'TRAFFIC_NOT_SEEN',
    message: expect.stringContaining('203.0.113.9') as string,
  });
});
