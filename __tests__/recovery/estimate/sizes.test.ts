import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../scripts/recovery/aws/action';
import { readSizes } from '../../../scripts/recovery/estimate/sizes';
import { makeHaste } from '../../simulation/support/haste';
import { SOURCE, World } from '../secrets/world';

const TABLE = 'SyncWellMetadata-restored-2026-03-01';
const POINTER = JSON.stringify({
  schemaVersion: 1,
  tableName: TABLE,
  epoch: 2,
  writesEnabled: true,
  incidentId: null,
  updatedAt: '2026-03-01T00:00:00Z',
});

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => {
  world.remove();
});

/** A region whose pointer names one table, of that size. */
function action(found: { ItemCount: number; TableSizeBytes: number } | undefined): Action {
  const clients = {
    appconfigdata: {
      send: () =>
        Promise.resolve({
          InitialConfigurationToken: 'token',
          Configuration: { transformToString: () => POINTER },
        }),
    },
    dynamodb: {
      send({ input }: DescribeTableCommand) {
        if (found === undefined || input.TableName !== TABLE) {
          return Promise.reject(new ResourceNotFoundException({ message: 'no such table', $metadata: {} }));
        }
        return Promise.resolve({ Table: found });
      },
    },
  };
  return { ...world.source, clients } as unknown as Action;
}

it('are those of the table that the pointer names and of the newest catalogue of the vault', async () => {
  await world.seed(3);
  await world.backup();
  const sizes = await readSizes(action({ ItemCount: 600, TableSizeBytes: 123_456 }), world.source.vault);
  expect(sizes).toMatchObject({
    items: { likely: 600 },
    bytes: { low: 123_456, high: 123_456 },
    users: { likely: 100 },
    secrets: { low: 3, high: 3 },
  });
  expect(sizes.from).toContain(`${TABLE} (DescribeTable, up to six hours old); secrets of the vault as of`);
});

it('estimate the secrets when the vault is empty, and say so', async () => {
  const sizes = await readSizes(action({ ItemCount: 600, TableSizeBytes: 1 }), world.source.vault);
  expect(sizes.secrets).toEqual({ low: 100, likely: 180, high: 300 });
  expect(sizes.from).toContain('estimated from the items: the vault is empty');
});

it('and when the vault cannot be read', async () => {
  const vault = { ...world.source.vault, bucket: 'nowhere' };
  const sizes = await readSizes(action({ ItemCount: 600, TableSizeBytes: 1 }), vault);
  expect(sizes.secrets.likely).toBe(180);
  expect(sizes.from).toContain('the vault cannot be read (NoSuchBucket)');
});

it('take a number of secrets that was given', async () => {
  const sizes = await readSizes(action({ ItemCount: 600, TableSizeBytes: 1 }), world.source.vault, {
    secrets: 77,
  });
  expect(sizes.secrets.likely).toBe(77);
});

it('need the table', async () => {
  await expect(readSizes(action(undefined), world.source.vault)).rejects.toMatchObject({
    code: 'TABLE_MISSING',
    message: expect.stringContaining(SOURCE.region) as string,
  });
});
