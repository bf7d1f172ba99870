import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { PlainItem } from '../../scripts/drill/generated-users';
import { makeHaste } from '../simulation/support/haste';
import { after } from './support/after';
import { Operator } from './support/incident';
import { Half } from './support/service';
import { MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

let world: TwoRegions;
let operator: Operator;
let home: Half;
beforeEach(async () => {
  world = await TwoRegions.create({ users: 1 });
  operator = new Operator(world);
  home = Half.home(world);
  await world.protect([1, 10, 25]);
});
afterEach(() => {
  operator.remove();
});

function lock(name: string, expiresInMinutes: number): PlainItem & { readonly PK: string } {
  const key = `IDEM##${name}`;
  const ttl = Math.floor((world.clock.now() + expiresInMinutes * MINUTE) / 1000);
  return { PK: key, SK: key, status: 'COMPLETED', ttl };
}

const TableName = 'SyncWellMetadata-restored-2026-03-01';
const into = {
  put: (item: PlainItem) => world.away.dynamodb.send(new PutItemCommand({ TableName, Item: marshall(item) })),
  take: ({ PK, SK }: PlainItem) =>
    world.away.dynamodb.send(new DeleteItemCommand({ TableName, Key: marshall({ PK, SK }) })),
};

/** @param change what becomes of the new table when writes are halted and all of them are followed */
const followed = (change: () => Promise<void>) => ({ arrange: after(['final-catch-up'], change) });

it('an expired item that time to live has taken from one of both tables alone does not stop a move', async () => {
  const [gone, left, live] = [lock('gone', -5), lock('left', -5), lock('live', 24 * 60)];
  await home.write(gone);
  await home.write(live);
  const incident = await operator.evacuate(
    undefined,
    followed(async () => {
      await into.take(gone);
      await into.put(left);
    }),
  );
  expect(incident.state).toBe('completed');
  expect(Object.keys(await Half.away(world).items())).toContain(`${live.PK} ${live.PK}`);
});

it('a live item that is missing, or whose time differs, does; and nothing but that is named', async () => {
  const [gone, live, longer] = [lock('gone', -5), lock('live', 24 * 60), lock('longer', 24 * 60)];
  for (const item of [gone, live, longer]) await home.write(item);
  const id = operator.newId();
  const stopped = operator.evacuate(
    id,
    followed(async () => {
      await into.take(gone);
      await into.take(live);
      await into.put({ ...longer, ttl: Number(longer.ttl) - 48 * 3_600 });
    }),
  );
  await expect(stopped).rejects.toMatchObject({
    code: 'LOAD_DIFFERS',
    message: expect.stringMatching(
      / 2 differ .*: IDEM##live IDEM##live \(missing\); IDEM##longer IDEM##longer \(missing\)\.$/,
    ) as string,
  });
  await into.put(live);
  await into.put(longer);
  expect(await operator.evacuate(id)).toMatchObject({ state: 'completed' });
});
