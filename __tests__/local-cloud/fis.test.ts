import { createFis } from '../../scripts/local-cloud/services/fis';
import { understand } from '../../scripts/local-cloud/gateway/request';
import type { ServiceContext } from '../../scripts/local-cloud/gateway/service';
import { VirtualClock } from '../support/virtual-clock';

const fis = createFis();
const context: ServiceContext = {
  clock: new VirtualClock(Date.UTC(2026, 0, 1)),
  forward: () => Promise.reject(new Error('asked moto')),
  isServed: () => true,
};

async function call(method: string, path: string, body: unknown = {}, region = 'us-east-1') {
  const [plain = '', rawQuery = ''] = path.split('?');
  const answer = await fis.respond(
    understand({
      method,
      path: plain,
      rawQuery,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=k/20260101/${region}/fis/aws4_request, Signature=s`,
      },
      body: Buffer.from(JSON.stringify(body)),
    }),
    context,
  );
  return answer && { status: answer.status, body: JSON.parse(answer.body.toString() || '{}') };
}

const content = {
  clientToken: 'once',
  description: 'zone 1',
  roleArn: 'role',
  actions: { stop: { actionId: 'aws:ecs:stop-task', targets: { Tasks: 'tasks' } } },
  stopConditions: [{ source: 'none' }],
  tags: { Name: 'first' },
};

describe('FIS', () => {
  it('keeps a template as it was given, changes it, and forgets it, in its own region', async () => {
    const { experimentTemplate: made } = (await call('POST', '/experimentTemplates', content))!.body;
    const path = `/experimentTemplates/${made.id}`;
    expect((await call('GET', path))!.body.experimentTemplate).toEqual(made);
    expect(made).toMatchObject({ actions: content.actions, tags: content.tags, targets: {} });
    expect(made).not.toHaveProperty('clientToken');
    expect(made.experimentOptions.emptyTargetResolutionMode).toBe('fail');
    expect((await call('GET', path, {}, 'eu-west-1'))!.status).toBe(404);

    const options = { emptyTargetResolutionMode: 'skip' };
    await call('PATCH', path, { description: 'other', experimentOptions: options });
    expect((await call('GET', path))!.body.experimentTemplate).toMatchObject({
      description: 'other',
      actions: content.actions,
      experimentOptions: { accountTargeting: 'single-account', ...options },
    });

    const tags = `/tags/${encodeURIComponent(made.arn)}`;
    await call('POST', tags, { tags: { Other: 'second' } });
    await call('DELETE', `${tags}?tagKeys=Name`);
    expect((await call('GET', tags))!.body).toEqual({ tags: { Other: 'second' } });
    const { experimentTemplates } = (await call('GET', '/experimentTemplates'))!.body;
    expect(experimentTemplates.map(({ id }: any) => id)).toEqual([made.id]);

    await call('DELETE', path);
    expect((await call('GET', path))!.status).toBe(404);
  });

  it('starts no experiment and says nothing about one', async () => {
    expect(await call('POST', '/experiments', { experimentTemplateId: 'EXT1' })).toBeUndefined();
  });
});
