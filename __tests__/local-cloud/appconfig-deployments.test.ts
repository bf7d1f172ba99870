import fc from 'fast-check';
import { BareAppConfig } from '../support/appconfig-service';

const ALL_AT_ONCE = 'AppConfig.AllAtOnce';
const LINEAR = 'AppConfig.Linear50PercentEvery30Seconds';
const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors';

/** An application whose profile has two versions, `{"n":1}` and `{"n":2}`. */
async function furnished(options: { monitors?: string[] } = {}) {
  const cloud = new BareAppConfig();
  const place = await cloud.furnish(options);
  await cloud.version(place.application, place.profile, '{"n":1}');
  await cloud.version(place.application, place.profile, '{"n":2}');
  const deployments = `/applications/${place.application}/environments/${place.environment}/deployments`;
  const get = (path: string) => cloud.call('GET', path);
  return {
    cloud,
    place,
    instant: await cloud.strategy(0, 0),
    start: (strategy: string, version: string) => cloud.deploy(place, strategy, version),
    deployment: async (number: number) => (await get(`${deployments}/${number}`)).json,
    stop: (number: number, revert = false) =>
      cloud.call('DELETE', `${deployments}/${number}`, { headers: { 'allow-revert': String(revert) } }),
    list: async (query = '') => (await get(`${deployments}${query}`)).json,
    environmentState: async () =>
      (await get(`/applications/${place.application}/environments/${place.environment}`)).json.State,
    served: async () => {
      const token = await cloud.session('app', 'env', 'profile');
      const { status, body, json } = await cloud.poll(token);
      return status === 200 ? body : json.ResourceType;
    },
  };
}

describe('StartDeployment', () => {
  test('answers as AWS was recorded to answer: DEPLOYING, 0 %, one event', async () => {
    const { start } = await furnished();
    const { status, json } = await start(ALL_AT_ONCE, '1');
    expect(status).toBe(201);
    expect(json).toMatchObject({
      DeploymentNumber: 1,
      DeploymentStrategyId: ALL_AT_ONCE,
      ConfigurationName: 'profile',
      ConfigurationLocationUri: 'hosted',
      ConfigurationVersion: '1',
      State: 'DEPLOYING',
      PercentageComplete: 0,
      AppliedExtensions: [],
      EventLog: [{ EventType: 'DEPLOYMENT_STARTED', TriggeredBy: 'USER', Description: 'Deployment started' }],
    });
    expect(json.CompletedAt).toBeUndefined();
  });

  test('is refused with the text of AWS until the ten minutes of bake are over, for every profile', async () => {
    const { cloud, place, start, environmentState } = await furnished();
    const other = await cloud.profile(place.application, 'other');
    await cloud.version(place.application, other, 'x');
    await start(ALL_AT_ONCE, '1');
    await cloud.clock.advance(599);
    expect(await environmentState()).toBe('Deploying');
    const refused = await cloud.deploy({ ...place, profile: other }, ALL_AT_ONCE, '1');
    expect(refused.status).toBe(409);
    expect(refused.headers['x-amzn-errortype']).toBe('ConflictException');
    expect(refused.json.Message).toBe(
      `Environment ${place.environment} currently has a state of DEPLOYING. The current deployment must finish before a new deployment can be started.`,
    );
    await cloud.clock.advance(1);
    expect(await environmentState()).toBe('ReadyForDeployment');
    expect((await start(ALL_AT_ONCE, '2')).json.DeploymentNumber).toBe(2);
  });

  test('finds a version by its label', async () => {
    const { cloud, place, start, instant } = await furnished();
    await cloud.version(place.application, place.profile, '{"n":3}', { versionlabel: 'v-three' });
    expect((await start(instant, 'v-three')).json).toMatchObject({
      ConfigurationVersion: '3',
      VersionLabel: 'v-three',
    });
  });

  test('keeps a deployed version alive after the version is deleted', async () => {
    const { cloud, place, start, instant, served } = await furnished();
    await start(instant, '2');
    const versions = `/applications/${place.application}/configurationprofiles/${place.profile}/hostedconfigurationversions`;
    expect((await cloud.call('DELETE', `${versions}/2`)).status).toBe(204);
    expect(await served()).toBe('{"n":2}');
  });

  test.each([
    ['strategy', { DeploymentStrategyId: 'nothere' }],
    ['profile', { ConfigurationProfileId: 'nothere' }],
    ['version', { ConfigurationVersion: '99' }],
  ])('knows no deployment of an unknown %s', async (_, wrong) => {
    const { cloud, place } = await furnished();
    const right = {
      DeploymentStrategyId: ALL_AT_ONCE,
      ConfigurationProfileId: place.profile,
      ConfigurationVersion: '1',
    };
    const path = `/applications/${place.application}/environments/${place.environment}/deployments`;
    const { status, headers } = await cloud.call('POST', path, { body: { ...right, ...wrong } });
    expect([status, headers['x-amzn-errortype']]).toEqual([404, 'ResourceNotFoundException']);
  });
});

describe('a running deployment', () => {
  test('logs its steps newest first, with the words of AWS', async () => {
    const { cloud, start, deployment } = await furnished();
    await start(LINEAR, '1');
    await cloud.clock.advance(120);
    const { State, EventLog, CompletedAt, StartedAt } = await deployment(1);
    expect(State).toBe('COMPLETE');
    expect(Date.parse(CompletedAt) - Date.parse(StartedAt)).toBe(120_000);
    expect(EventLog.map((event: any) => [event.EventType, event.TriggeredBy, event.Description])).toEqual([
      ['DEPLOYMENT_COMPLETED', 'APPCONFIG', 'Deployment completed'],
      ['BAKE_TIME_STARTED', 'APPCONFIG', 'Deployment bake time started'],
      ['PERCENTAGE_UPDATED', 'APPCONFIG', 'Configuration available to 100.00% of clients'],
      ['PERCENTAGE_UPDATED', 'APPCONFIG', 'Configuration available to 50.00% of clients'],
      ['DEPLOYMENT_STARTED', 'USER', 'Deployment started'],
    ]);
  });

  test('keeps the pace it started with when its strategy changes', async () => {
    const { cloud, start, deployment } = await furnished();
    const strategy = await cloud.strategy(0, 10);
    await start(strategy, '1');
    const body = { FinalBakeTimeInMinutes: 0 };
    await cloud.call('PATCH', `/deploymentstrategies/${strategy}`, { body });
    expect(await deployment(1)).toMatchObject({ State: 'BAKING', FinalBakeTimeInMinutes: 10 });
  });

  test('reaches as many sessions as its percentage says, and never takes the version back from one', async () => {
    const { cloud, place, start, instant } = await furnished();
    await start(instant, '1');
    await start(LINEAR, '2');
    const tokens = await Promise.all(
      Array.from({ length: 300 }, () => cloud.session(place.application, 'env', 'profile', 15)),
    );
    const poll = async (from: readonly string[]) => Promise.all(from.map((token) => cloud.poll(token)));
    const before = await poll(tokens);
    expect(new Set(before.map(({ body }) => body))).toEqual(new Set(['{"n":1}']));
    await cloud.clock.advance(30);
    const half = await poll(before.map(({ headers }) => headers['next-poll-configuration-token']!));
    const reached = half.filter(({ body }) => body === '{"n":2}').length;
    expect(reached).toBeGreaterThan(110);
    expect(reached).toBeLessThan(190);
    await cloud.clock.advance(30);
    const after = await poll(half.map(({ headers }) => headers['next-poll-configuration-token']!));
    // Those who had it get nothing new; the others get it now.
    expect(after.map(({ body }) => body)).toEqual(half.map(({ body }) => (body === '' ? '{"n":2}' : '')));
  });
});

describe('StopDeployment', () => {
  test('rolls a running deployment back: the old version shows at once', async () => {
    const { cloud, start, stop, instant, served, deployment, environmentState } = await furnished();
    await start(instant, '1');
    await start(ALL_AT_ONCE, '2');
    expect(await served()).toBe('{"n":2}');
    const { status, json } = await stop(2);
    expect([status, json.State, json.PercentageComplete]).toEqual([202, 'ROLLING_BACK', 0]);
    expect(await served()).toBe('{"n":1}');
    expect((await start(instant, '1')).status).toBe(409);
    await cloud.clock.advance(5);
    expect(await deployment(2)).toMatchObject({
      State: 'ROLLED_BACK',
      EventLog: [
        { EventType: 'ROLLBACK_COMPLETED' },
        { EventType: 'ROLLBACK_STARTED', TriggeredBy: 'USER' },
        {},
        {},
        {},
      ],
    });
    expect(await environmentState()).toBe('RolledBack');
    expect((await start(instant, '1')).status).toBe(201);
  });

  test('does not touch a completed deployment without AllowRevert', async () => {
    const { start, stop, instant, served } = await furnished();
    await start(instant, '1');
    const { status, headers } = await stop(1);
    expect([status, headers['x-amzn-errortype']]).toEqual([400, 'BadRequestException']);
    expect(await served()).toBe('{"n":1}');
  });

  test('reverts a completed deployment for 72 hours: the version before it shows again', async () => {
    const { cloud, start, stop, instant, served, environmentState } = await furnished();
    await start(instant, '1');
    await start(instant, '2');
    await cloud.clock.advance(72 * 3600);
    expect((await stop(2, true)).json).toMatchObject({
      State: 'REVERTED',
      EventLog: [{ EventType: 'REVERT_COMPLETED' }, {}, {}, {}, {}],
    });
    expect(await served()).toBe('{"n":1}');
    expect(await environmentState()).toBe('Reverted');
    expect((await stop(2, true)).status).toBe(400);
  });

  test('reverts nothing after 72 hours', async () => {
    const { cloud, start, stop, instant, served } = await furnished();
    await start(instant, '1');
    await cloud.clock.advance(72 * 3600 + 1);
    expect((await stop(1, true)).status).toBe(400);
    expect(await served()).toBe('{"n":1}');
  });

  test('leaves nothing to serve when the only deployment is reverted', async () => {
    const { start, stop, instant, served } = await furnished();
    await start(instant, '1');
    await stop(1, true);
    expect(await served()).toBe('Deployment');
  });
});

describe('alarms of the environment', () => {
  test('one that goes off during the bake rolls the deployment back', async () => {
    const { cloud, start, instant, deployment, served } = await furnished({ monitors: [ALARM] });
    await start(instant, '1');
    await start(ALL_AT_ONCE, '2');
    await cloud.clock.advance(300);
    expect((await deployment(2)).State).toBe('BAKING');
    cloud.redAlarms = [ALARM];
    await cloud.clock.advance(10);
    await cloud.clock.advance(5);
    const { State, EventLog } = await deployment(2);
    expect(State).toBe('ROLLED_BACK');
    expect(EventLog[1]).toMatchObject({ EventType: 'ROLLBACK_STARTED', TriggeredBy: 'CLOUDWATCH_ALARM' });
    expect(EventLog[1].Description).toContain(ALARM);
    expect(await served()).toBe('{"n":1}');
  });

  test('one that is red already lets no deployment with a bake through', async () => {
    const { cloud, start, deployment } = await furnished({ monitors: [ALARM] });
    cloud.redAlarms = [ALARM];
    await start(ALL_AT_ONCE, '1');
    expect((await deployment(1)).State).toBe('ROLLING_BACK');
  });

  test('one that goes off after completion changes nothing', async () => {
    const { cloud, start, deployment } = await furnished({ monitors: [ALARM] });
    await start(ALL_AT_ONCE, '1');
    await cloud.clock.advance(600);
    cloud.redAlarms = [ALARM];
    await cloud.clock.advance(60);
    expect((await deployment(1)).State).toBe('COMPLETE');
  });

  test('those of others do not matter', async () => {
    const { cloud, start, deployment } = await furnished({ monitors: [ALARM] });
    cloud.redAlarms = [`${ALARM}-of-somebody-else`];
    await start(ALL_AT_ONCE, '1');
    expect((await deployment(1)).State).toBe('BAKING');
  });
});

test('deployments are listed newest first, by pages', async () => {
  const { start, instant, list } = await furnished();
  for (const version of ['1', '2', '1']) await start(instant, version);
  const first = await list('?max_results=2');
  expect(first.Items.map((item: any) => item.DeploymentNumber)).toEqual([3, 2]);
  const second = await list(`?max_results=2&next_token=${first.NextToken}`);
  expect(second.Items.map((item: any) => item.DeploymentNumber)).toEqual([1]);
  expect(second.NextToken).toBeUndefined();
});

type Step =
  | { readonly kind: 'start'; readonly profile: 0 | 1; readonly instant: boolean }
  | { readonly kind: 'stop'; readonly revert: boolean }
  | { readonly kind: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('start'), profile: fc.constantFrom(0, 1), instant: fc.boolean() }),
  fc.record({ kind: fc.constant('stop'), revert: fc.boolean() }),
  fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 700 }) }),
);
const RUNNING = ['DEPLOYING', 'BAKING', 'ROLLING_BACK'];

test('whatever anybody does: never two deployments run in an environment, and numbers have no gaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { cloud, place, instant, stop, list } = await furnished();
      const other = await cloud.profile(place.application, 'other');
      await cloud.version(place.application, other, 'x');
      const profiles = [place.profile, other] as const;
      for (const action of steps) {
        const before = (await list()).Items as any[];
        const busy = before.some(({ State }) => RUNNING.includes(State));
        if (action.kind === 'wait') await cloud.clock.advance(action.seconds);
        if (action.kind === 'stop') await stop(before.length, action.revert);
        if (action.kind === 'start') {
          const target = { ...place, profile: profiles[action.profile] };
          const { status } = await cloud.deploy(target, action.instant ? instant : ALL_AT_ONCE, '1');
          expect(status).toBe(busy ? 409 : 201);
        }
        const after = (await list()).Items as any[];
        expect(after.filter(({ State }) => RUNNING.includes(State)).length).toBeLessThanOrEqual(1);
        expect(after.map(({ DeploymentNumber }) => DeploymentNumber)).toEqual(
          Array.from(after, (_, index) => after.length - index),
        );
      }
    }),
    { numRuns: 60 },
  );
});
