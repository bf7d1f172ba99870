import { pointerDocument, validatorOf } from '../../settings/runtime-documents';
import { BareAppConfig } from '../support/appconfig-service';

const POINTER = {
  schemaVersion: 1,
  tableName: 'SyncWellMetadata',
  epoch: 1,
  writesEnabled: true,
  incidentId: null,
  updatedAt: '2025-01-01T00:00:00Z',
};

async function furnished(validator?: string) {
  const cloud = new BareAppConfig();
  const place = await cloud.furnish(validator === undefined ? {} : { validator });
  const application = `/applications/${place.application}`;
  const profile = `${application}/configurationprofiles/${place.profile}`;
  return {
    cloud,
    application,
    environment: `${application}/environments/${place.environment}`,
    profile,
    versions: `${profile}/hostedconfigurationversions`,
    place,
    publish: (content: string, headers: Record<string, string> = {}) =>
      cloud.version(place.application, place.profile, content, headers),
  };
}
const type = ({ headers }: { headers: Record<string, string> }) => headers['x-amzn-errortype'];

describe('hosted configuration versions', () => {
  test('travel as bytes with the rest in headers', async () => {
    const { publish, cloud, versions, place } = await furnished();
    const created = await publish('{"n":1}', { description: 'first', versionlabel: 'v1.0' });
    expect(created).toMatchObject({ status: 201, body: '{"n":1}' });
    const read = await cloud.call('GET', `${versions}/1`);
    expect(read).toMatchObject({ status: 200, body: '{"n":1}' });
    expect(read.headers).toMatchObject({
      'application-id': place.application,
      'configuration-profile-id': place.profile,
      'version-number': '1',
      'content-type': 'application/json',
      description: 'first',
      versionlabel: 'v1.0',
    });
  });

  test('have numbers that only grow: a deleted one does not come back', async () => {
    const { publish, cloud, versions } = await furnished();
    await publish('1');
    await publish('2');
    await cloud.call('DELETE', `${versions}/2`);
    expect((await publish('3')).headers['version-number']).toBe('3');
    const { Items } = (await cloud.call('GET', versions)).json;
    expect(Items.map((item: any) => item.VersionNumber)).toEqual([3, 1]);
  });

  test('are guarded by an optimistic lock: of two writers that read the same version one loses', async () => {
    const { publish } = await furnished();
    await publish('1');
    const lock = { 'latest-version-number': '1' };
    expect((await publish('2', lock)).status).toBe(201);
    const late = await publish('2', lock);
    expect([late.status, type(late)]).toEqual([409, 'ConflictException']);
    expect((await publish('3', { 'latest-version-number': '2' })).status).toBe(201);
  });

  test('have at most 2 MB', async () => {
    const { publish } = await furnished();
    const limit = 2 * 1024 * 1024;
    expect((await publish('x'.repeat(limit))).status).toBe(201);
    const large = await publish('x'.repeat(limit + 1));
    expect([large.status, type(large), large.json.Measure]).toEqual([
      413,
      'PayloadTooLargeException',
      'KILOBYTES',
    ]);
  });

  test('take a label with a character that is no digit, once', async () => {
    const { publish } = await furnished();
    expect((await publish('1', { versionlabel: '12' })).status).toBe(400);
    expect((await publish('1', { versionlabel: 'a' })).status).toBe(201);
    expect((await publish('2', { versionlabel: 'a' })).status).toBe(409);
  });

  test('are listed by label, with a star for the rest of it', async () => {
    const { publish, cloud, versions } = await furnished();
    for (const versionlabel of ['a-1', 'a-2', 'b-1']) await publish('1', { versionlabel });
    const found = async (label: string) =>
      (await cloud.call('GET', `${versions}?version_label=${label}`)).json.Items.map(
        (item: any) => item.VersionLabel,
      );
    expect(await found('a-*')).toEqual(['a-2', 'a-1']);
    expect(await found('b-1')).toEqual(['b-1']);
  });
});

describe('validators', () => {
  const schema = validatorOf(pointerDocument);

  test('let a proper pointer document pass', async () => {
    const { publish } = await furnished(schema);
    expect((await publish(JSON.stringify(POINTER))).status).toBe(201);
  });

  test.each([
    ['a table of another name', { ...POINTER, tableName: 'Users' }, 'pattern'],
    ['an unknown member', { ...POINTER, region: 'us-east-1' }, 'additionalProperties'],
    ['an epoch of zero', { ...POINTER, epoch: 0 }, 'minimum'],
  ])('refuse %s and say which constraint it breaks', async (_, document, constraint) => {
    const { publish, cloud, versions } = await furnished(schema);
    const refused = await publish(JSON.stringify(document));
    expect([refused.status, type(refused), refused.json.Reason]).toEqual([
      400,
      'BadRequestException',
      'InvalidConfiguration',
    ]);
    expect(refused.json.Details.InvalidConfiguration).toEqual([
      expect.objectContaining({ Constraint: constraint }),
    ]);
    expect((await cloud.call('GET', versions)).json.Items).toEqual([]);
  });

  test('refuse what is no JSON at all', async () => {
    const { publish } = await furnished(schema);
    expect((await publish('tableName: x')).json.Reason).toBe('InvalidConfiguration');
  });

  test('added later refuse old versions, by ValidateConfiguration and at the deployment', async () => {
    const { cloud, publish, profile, place } = await furnished();
    await publish('{}');
    await publish(JSON.stringify(POINTER));
    const validate = (version: string) =>
      cloud.call('POST', `${profile}/validators?configuration_version=${version}`);
    expect((await validate('1')).status).toBe(204);
    await cloud.call('PATCH', profile, { body: { Validators: [{ Type: 'JSON_SCHEMA', Content: schema }] } });
    expect((await validate('1')).json.Reason).toBe('InvalidConfiguration');
    expect((await validate('2')).status).toBe(204);
    const refused = await cloud.deploy(place, 'AppConfig.AllAtOnce', '1');
    expect(refused.json.Reason).toBe('InvalidConfiguration');
    expect((await cloud.deploy(place, 'AppConfig.AllAtOnce', '2')).status).toBe(201);
  });

  test.each([
    ['a schema of a later draft', '{"$schema":"https://json-schema.org/draft/2020-12/schema"}'],
    ['something that is no schema', '{"type":"nonsense"}'],
  ])('are refused when they are %s', async (_, Content) => {
    const { cloud, profile } = await furnished();
    const answer = await cloud.call('PATCH', profile, {
      body: { Validators: [{ Type: 'JSON_SCHEMA', Content }] },
    });
    expect([answer.status, type(answer)]).toEqual([400, 'BadRequestException']);
  });

  test('of type LAMBDA are not pretended to run', async () => {
    const { cloud, profile, publish } = await furnished();
    const Validators = [{ Type: 'LAMBDA', Content: 'arn:aws:lambda:us-east-1:123456789012:function:check' }];
    expect((await cloud.call('PATCH', profile, { body: { Validators } })).status).toBe(200);
    expect((await publish('{}')).status).toBe(501);
  });
});

describe('deletion', () => {
  test('of a profile waits for its versions to go', async () => {
    const { cloud, publish, profile, versions, place } = await furnished();
    await publish('{}');
    const refused = await cloud.call('DELETE', profile);
    expect([refused.status, refused.json.Message]).toEqual([
      400,
      `Cannot delete configuration profile ${place.profile} because there are still hosted configuration versions existing under it.`,
    ]);
    await cloud.call('DELETE', `${versions}/1`);
    expect((await cloud.call('DELETE', profile)).status).toBe(204);
  });

  test('of an application waits for what is in it', async () => {
    const { cloud, application, environment, profile } = await furnished();
    expect((await cloud.call('DELETE', application)).status).toBe(400);
    await cloud.call('DELETE', environment);
    await cloud.call('DELETE', profile);
    expect((await cloud.call('DELETE', application)).status).toBe(204);
    expect((await cloud.call('GET', application)).status).toBe(404);
  });

  test('of a strategy has the misspelt address of AWS, and spares the predefined', async () => {
    const { cloud } = await furnished();
    const id = await cloud.strategy(0, 0);
    expect((await cloud.call('DELETE', `/deploymentstrategies/${id}`)).status).toBe(501);
    expect((await cloud.call('DELETE', `/deployementstrategies/${id}`)).status).toBe(204);
    const spared = await cloud.call('DELETE', '/deployementstrategies/AppConfig.AllAtOnce');
    expect(spared.json.Message).toBe('Cannot delete predefined Deployment Strategy AppConfig.AllAtOnce.');
  });

  test('of what was read lately is refused under deletion protection, unless the caller bypasses it', async () => {
    const { cloud, publish, environment, place } = await furnished();
    await publish('{}');
    await cloud.deploy(place, await cloud.strategy(0, 0), '1');
    await cloud.call('PATCH', '/settings', { body: { DeletionProtection: { Enabled: true } } });
    await cloud.clock.advance(3600);
    await cloud.poll(await cloud.session('app', 'env', 'profile'));
    await cloud.clock.advance(3599);
    const refused = await cloud.call('DELETE', environment);
    expect([refused.status, type(refused)]).toEqual([409, 'ConflictException']);
    const headers = { 'x-amzn-deletion-protection-check': 'BYPASS' };
    expect((await cloud.call('DELETE', environment, { headers })).status).toBe(204);
  });
});

test('each region has its own applications and settings', async () => {
  const { cloud, application } = await furnished();
  const elsewhere = { region: 'us-west-2' };
  expect((await cloud.call('GET', application, elsewhere)).status).toBe(404);
  await cloud.call('PATCH', '/settings', { body: { DeletionProtection: { Enabled: true } }, ...elsewhere });
  expect((await cloud.call('GET', '/settings')).json.DeletionProtection.Enabled).toBe(false);
});

test('tags are kept by ARN, and go with their resource', async () => {
  const { cloud, environment, place } = await furnished();
  const arn = `arn:aws:appconfig:us-east-1:123456789012:application/${place.application}/environment/${place.environment}`;
  const tags = `/tags/${encodeURIComponent(arn)}`;
  await cloud.call('POST', tags, { body: { Tags: { a: '1', b: '2' } } });
  await cloud.call('DELETE', `${tags}?tagKeys=a`);
  expect((await cloud.call('GET', tags)).json).toEqual({ Tags: { b: '2' } });
  await cloud.call('DELETE', environment);
  expect((await cloud.call('GET', tags)).status).toBe(404);
});

test('strategies of the account come before the predefined ones, with AWS defaults filled in', async () => {
  const { cloud } = await furnished();
  const body = { Name: 'own', DeploymentDurationInMinutes: 5, GrowthFactor: 20 };
  const { json } = await cloud.call('POST', '/deploymentstrategies', { body });
  expect(json).toMatchObject({ GrowthType: 'LINEAR', FinalBakeTimeInMinutes: 0, ReplicateTo: 'NONE' });
  const { Items } = (await cloud.call('GET', '/deploymentstrategies')).json;
  expect(Items.map((item: any) => item.Id)).toEqual([
    json.Id,
    'AppConfig.AllAtOnce',
    'AppConfig.Linear50PercentEvery30Seconds',
    'AppConfig.Canary10Percent20Minutes',
    'AppConfig.Linear20PercentEvery6Minutes',
  ]);
});

test.each([
  ['a growth of 0 %', { GrowthFactor: 0 }],
  ['a bake of more than a day', { FinalBakeTimeInMinutes: 1441 }],
  ['an unknown growth type', { GrowthType: 'SUDDEN' }],
])('a strategy with %s is refused', async (_, wrong) => {
  const { cloud } = await furnished();
  const body = { Name: 'own', DeploymentDurationInMinutes: 5, GrowthFactor: 20, ...wrong };
  expect((await cloud.call('POST', '/deploymentstrategies', { body })).status).toBe(400);
});

test('the 21st environment of an application exceeds the quota, with the status of its own that AWS has for it', async () => {
  const { cloud, application } = await furnished();
  const create = (Name: string) => cloud.call('POST', `${application}/environments`, { body: { Name } });
  for (let number = 2; number <= 20; number++) expect((await create(`env ${number}`)).status).toBe(201);
  const refused = await create('one too many');
  expect([refused.status, type(refused)]).toEqual([402, 'ServiceQuotaExceededException']);
});

test('an operation that is left out says so with a status that no SDK retries', async () => {
  const { cloud } = await furnished();
  const { status, json } = await cloud.call('POST', '/extensions', { body: {} });
  expect(status).toBe(501);
  expect(json.Message).toContain('POST /extensions');
  expect((await cloud.call('GET', '/extensionassociations')).json).toEqual({ Items: [] });
});
