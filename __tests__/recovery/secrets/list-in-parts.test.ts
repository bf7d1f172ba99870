import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { listInParts, type ListProps } from '../../../scripts/recovery/secrets/list-in-parts';
import { makeHaste } from '../../simulation/support/haste';
import { SOURCE, World } from './world';

makeHaste();

const PREFIX = 'app/';

async function withSecrets(names: readonly string[]): Promise<World> {
  const world = await World.create();
  for (const name of names) await world.make(world.source.secrets, { Name: name, SecretString: 'value' });
  return world;
}

async function list({ source }: World, props: Partial<ListProps> = {}): Promise<Set<string>> {
  const told = new Set<string>();
  await listInParts(source, { prefix: PREFIX, deleted: false, ...props }, (entries) => {
    for (const { Name = '' } of entries) told.add(Name);
  });
  return told;
}

/** Few characters, so that names begin alike; none is the beginning of another. */
const nameArbitrary = fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '/'), maxLength: 6 });
const namesArbitrary = fc
  .uniqueArray(nameArbitrary, { maxLength: 30 })
  .map((names) => names.map((name) => `${PREFIX}${name}.`));

it('a list in parts tells what a list in one piece tells', async () => {
  await fc.assert(
    fc.asyncProperty(
      namesArbitrary,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      async (names, page, pages) => {
        const world = await withSecrets([...names, 'other/a.', 'ap.']);
        try {
          expect(await list(world, { page, pages })).toEqual(new Set(names));
          expect(await list(world, { page, pages, prefix: '' })).toEqual(
            new Set([...names, 'other/a.', 'ap.']),
          );
        } finally {
          world.remove();
        }
      },
    ),
    { numRuns: 25 },
  );
}, 180_000);

it('a secret that waits for deletion is told when it is asked for, in a part as in the whole', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `${PREFIX}user-${index}.`);
  const world = await withSecrets(names);
  const [gone = ''] = names;
  await world.source.secrets.send(new DeleteSecretCommand({ SecretId: gone }));
  expect((await list(world, { page: 5, pages: 2 })).has(gone)).toBe(false);
  expect(await list(world, { page: 5, pages: 2, deleted: true })).toEqual(new Set(names));
  world.remove();
});

it('parts are listed side by side, within the quota, and in a fraction of the time', async () => {
  const names = Array.from({ length: 500 }, (_, index) => `${PREFIX}${index}/token`);
  const world = await World.create({ latency: () => 50 });
  for (const name of names) await world.make(world.source.secrets, { Name: name, SecretString: 'value' });
  world.cloud.setThrottling(true);
  const timed = async (pages: number): Promise<number> => {
    const start = world.clock.now();
    expect(await list(world, { page: 1, pages })).toEqual(new Set(names));
    return world.clock.now() - start;
  };
  const inOnePiece = await timed(Number.POSITIVE_INFINITY);
  const inParts = await timed(30);
  expect(inParts).toBeLessThan(inOnePiece / 2);
  const refused = world.cloud.requests.filter(
    ({ region, operation, status }) =>
      region === SOURCE.region && operation === 'ListSecrets' && status === 400,
  );
  expect(refused).toEqual([]);
  world.remove();
});
