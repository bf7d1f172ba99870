import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Incident } from '../../scripts/engine/journal/replay';
import { makeHaste } from '../simulation/support/haste';
import { after } from './support/after';
import { Operator } from './support/incident';
import { Half } from './support/service';
import { HOME, MINUTE, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

/** Steps after which somebody writes: the writes are followed before the halt, or after it. */
const MOMENTS = ['remap-most-pointers', 'catch-up-again'];

let world: TwoRegions;
let operator: Operator;
let away: Half;
let home: Half;
/** The service has been moved to the recovery region, and is to come home. */
beforeEach(async () => {
  world = await TwoRegions.create({ users: 30 });
  operator = new Operator(world);
  [home, away] = [Half.home(world), Half.away(world)];
  await world.protect([1, 10, 25]);
  await operator.evacuate();
  await world.clock.sleep(20 * MINUTE);
});
afterEach(() => {
  operator.remove();
});

it('when nothing changed before it, the time without writes rewrites no connection and reads no secret again', async () => {
  const failback = await operator.failback();
  expect(failback.state).toBe('completed');
  expect(Object.keys(await home.secrets()).length).toBeGreaterThan(40);
  expect(await home.regionsOfCredentials()).toEqual([HOME.region]);
  expect(whileHalted(failback)).toEqual({
    UpdateItem: 0,
    CreateSecret: 0,
    PutSecretValue: 0,
    BatchGetSecretValue: 0,
    ListSecrets: 0,
  });
});

it('it is spent on what changed: renewed tokens and the connections that were written since', async () => {
  const connections = Object.values(await away.items()).filter(({ SK }) => String(SK).startsWith('CONN#'));
  const changed = connections.slice(0, MOMENTS.length).map(({ PK, SK }) => {
    const [user = '', connection = ''] = [PK, SK].map((key) => String(key).split('#')[1]);
    return { PK: String(PK), SK: String(SK), secret: HOME.names.userSecret(user, connection) };
  });
  const left = [...changed];
  const failback = await operator.failback(operator.newId(), {
    arrange: after(MOMENTS, async () => {
      const { secret, ...key } = left.shift()!;
      await away.renewToken(secret, `renewed for ${key.PK}`);
      const { ARN = '' } = await away.action.clients.secrets.send(
        new DescribeSecretCommand({ SecretId: secret }),
      );
      // As the service does when a user has to sign in, and whole: with the pointer that it has there.
      await away.write({ ...key, Status: 'needs_reauth', ReAuthStatus: 'needs_reauth', CredentialArn: ARN });
    }),
  });
  expect(failback.state).toBe('completed');
  expect(left).toEqual([]);
  const [items, secrets] = [await home.items(), await home.secrets()];
  for (const { PK, SK, secret } of changed) {
    expect(items[`${PK} ${SK}`]).toMatchObject({ Status: 'needs_reauth' });
    expect(secrets[secret]).toBe(`renewed for ${PK}`);
  }
  expect(await home.regionsOfCredentials()).toEqual([HOME.region]);
  expect(whileHalted(failback)).toEqual({
    UpdateItem: changed.length,
    CreateSecret: 0,
    // The other one was followed before the halt.
    PutSecretValue: 1,
    // Looked at before they are written, and read back.
    BatchGetSecretValue: 2,
    ListSecrets: 0,
  });
});

const COUNTED = ['UpdateItem', 'CreateSecret', 'PutSecretValue', 'BatchGetSecretValue', 'ListSecrets'];

/**
 * Calls that the region which is to serve carried out, from the halt of the other one until writes are taken again.
 * Probes, which must be refused, are none of them.
 */
function whileHalted({ steps }: Incident): Record<string, number> {
  const from = Date.parse(steps.get('halt-serving')?.startedAt ?? '');
  const to = Date.parse(steps.get('resume-writes')?.finishedAt ?? '');
  const seen = world.cloud.requests.filter(
    // The step after may begin within the same millisecond.
    ({ region, time, status }) => region === HOME.region && time >= from && time < to && status === 200,
  );
  expect(seen.length).toBeGreaterThan(50);
  const count = (operation: string) => seen.filter((request) => request.operation === operation).length;
  return Object.fromEntries(COUNTED.map((operation) => [operation, count(operation)]));
}
