import { BareAppConfig, type Answer } from '../support/appconfig-service';

const DAY = 24 * 3600;

/** A cloud with version 1, labelled, deployed at once. */
async function deployed() {
  const cloud = new BareAppConfig();
  const place = await cloud.furnish();
  await cloud.version(place.application, place.profile, '{"n":1}', { versionlabel: 'first' });
  const instant = await cloud.strategy(0, 0);
  await cloud.deploy(place, instant, '1');
  return {
    cloud,
    place,
    session: (interval?: number) => cloud.session('app', 'env', 'profile', interval),
    publish: async (content: string) => {
      const { headers } = await cloud.version(place.application, place.profile, content);
      await cloud.deploy(place, instant, headers['version-number']!);
    },
  };
}
const nextOf = ({ headers }: Answer) => headers['next-poll-configuration-token']!;
const problemOf = ({ status, headers, json }: Answer) => ({
  status,
  type: headers['x-amzn-errortype'],
  reason: json.Reason,
  problem: json.Details?.InvalidParameters.ConfigurationToken.Problem,
});
const refusal = (problem: string) => ({
  status: 400,
  type: 'BadRequestException',
  reason: 'InvalidParameters',
  problem,
});

describe('GetLatestConfiguration', () => {
  test('gives the document with its type, its label and when to come back', async () => {
    const { cloud, session } = await deployed();
    const answer = await cloud.poll(await session());
    expect(answer).toMatchObject({ status: 200, body: '{"n":1}' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'version-label': 'first',
      'next-poll-interval-in-seconds': '60',
    });
  });

  test('gives nothing while the client has the latest, then the next version once', async () => {
    const { cloud, session, publish } = await deployed();
    const first = await cloud.poll(await session(15));
    await cloud.clock.advance(15);
    const second = await cloud.poll(nextOf(first));
    expect([second.status, second.body, second.headers['version-label']]).toEqual([200, '', undefined]);
    await publish('{"n":2}');
    await cloud.clock.advance(15);
    const third = await cloud.poll(nextOf(second));
    expect(third.body).toBe('{"n":2}');
    await cloud.clock.advance(15);
    expect((await cloud.poll(nextOf(third))).body).toBe('');
  });

  test('gives a fresh session the whole document, whatever other sessions have', async () => {
    const { cloud, session } = await deployed();
    await cloud.poll(await session());
    expect((await cloud.poll(await session())).body).toBe('{"n":1}');
  });

  test('takes a token once', async () => {
    const { cloud, session } = await deployed();
    const token = await session(15);
    await cloud.poll(token);
    await cloud.clock.advance(15);
    expect(problemOf(await cloud.poll(token))).toEqual(refusal('Corrupted'));
  });

  test('takes no token of its own invention, nor one of another region', async () => {
    const { cloud, session } = await deployed();
    expect(problemOf(await cloud.poll('invented'))).toEqual(refusal('Corrupted'));
    const elsewhere = await cloud.poll(await session(), { region: 'us-west-2' });
    expect(problemOf(elsewhere)).toEqual(refusal('Corrupted'));
  });

  test('refuses who comes back before the interval is over, and leaves the token good', async () => {
    const { cloud, session } = await deployed();
    const token = nextOf(await cloud.poll(await session(30)));
    await cloud.clock.advance(29);
    const early = await cloud.poll(token);
    expect(problemOf(early)).toEqual(refusal('PollIntervalNotSatisfied'));
    expect(early.json.Message).toBe('Request too early');
    await cloud.clock.advance(1);
    expect((await cloud.poll(token)).status).toBe(200);
  });

  test('holds a client that named no interval to sixty seconds', async () => {
    const { cloud, session } = await deployed();
    const token = nextOf(await cloud.poll(await session()));
    await cloud.clock.advance(59);
    expect(problemOf(await cloud.poll(token))).toEqual(refusal('PollIntervalNotSatisfied'));
  });

  test('lets a token expire after 24 hours', async () => {
    const { cloud, session } = await deployed();
    const [used, kept] = [await session(), await session()];
    await cloud.clock.advance(DAY);
    expect((await cloud.poll(used)).status).toBe(200);
    await cloud.clock.advance(1);
    expect(problemOf(await cloud.poll(kept))).toEqual(refusal('Expired'));
  });

  test('says that a deployment is missing when there is none, and answers the same token after the first', async () => {
    const cloud = new BareAppConfig();
    const place = await cloud.furnish();
    await cloud.version(place.application, place.profile, '{"n":1}');
    const token = await cloud.session('app', 'env', 'profile');
    const { status, json } = await cloud.poll(token);
    expect([status, json.ResourceType]).toEqual([404, 'Deployment']);
    await cloud.deploy(place, await cloud.strategy(0, 0), '1');
    expect((await cloud.poll(token)).body).toBe('{"n":1}');
  });

  test('says what is missing when the environment is gone', async () => {
    const { cloud, place, session } = await deployed();
    const token = await session();
    await cloud.call('DELETE', `/applications/${place.application}/environments/${place.environment}`);
    const { status, json } = await cloud.poll(token);
    expect([status, json.ResourceType]).toEqual([404, 'Environment']);
  });
});

describe('StartConfigurationSession', () => {
  test('takes ids as well as names', async () => {
    const { cloud, place } = await deployed();
    const token = await cloud.session(place.application, place.environment, place.profile);
    expect((await cloud.poll(token)).body).toBe('{"n":1}');
  });

  test.each([
    ['Application', 'ApplicationIdentifier'],
    ['Environment', 'EnvironmentIdentifier'],
    ['ConfigurationProfile', 'ConfigurationProfileIdentifier'],
  ])('names a missing %s', async (type, parameter) => {
    const { cloud } = await deployed();
    const right = {
      ApplicationIdentifier: 'app',
      EnvironmentIdentifier: 'env',
      ConfigurationProfileIdentifier: 'profile',
    };
    const answer = await cloud.call('POST', '/configurationsessions', {
      body: { ...right, [parameter]: 'nothing' },
    });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ ResourceType: type, ReferencedBy: { [parameter]: 'nothing' } });
  });

  test.each([14, 86_401])('refuses an interval of %d seconds', async (interval) => {
    const { cloud } = await deployed();
    const body = {
      ApplicationIdentifier: 'app',
      EnvironmentIdentifier: 'env',
      ConfigurationProfileIdentifier: 'profile',
      RequiredMinimumPollIntervalInSeconds: interval,
    };
    const { status, headers } = await cloud.call('POST', '/configurationsessions', { body });
    expect([status, headers['x-amzn-errortype']]).toEqual([400, 'BadRequestException']);
  });
});
