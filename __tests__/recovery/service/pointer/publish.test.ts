import {
  UpdateConfigurationProfileCommand,
  UpdateDeploymentStrategyCommand,
  UpdateEnvironmentCommand,
} from '@aws-sdk/client-appconfig';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import type { Region } from '../../../../settings/regions';
import type { PointerDocument } from '../../../../settings/runtime-documents';
import type { Action } from '../../../../scripts/recovery/aws/action';
import { readPointer, readPointerAsWorker } from '../../../../scripts/recovery/service/pointer/pointer';
import { publishPointer } from '../../../../scripts/recovery/service/pointer/publish';
import { makeRuntimeConfig } from '../../../support/furnished-cloud/runtime-config';
import { FIRST, Publisher, TestCloud } from '../../support/service';

const RESTORED = 'SyncWellMetadata-restored-2026-11-24';
const wanted: PointerDocument = {
  ...FIRST,
  tableName: RESTORED,
  epoch: 2,
  incidentId: 'incident-1',
  updatedAt: '2026-11-24T10:00:00Z',
};
/** What somebody else wants. */
const other: PointerDocument = { ...wanted, epoch: 7, incidentId: 'incident-2' };

let test: TestCloud;
beforeAll(async () => {
  test = await TestCloud.start(600);
}, 120_000);
afterAll(() => test.stop());

async function furnished(region: Region) {
  const action = test.actionIn(region);
  await makeRuntimeConfig(action.clients, action.target, FIRST.tableName);
  return { action, publisher: await Publisher.of(action) };
}

/** An action of whose calls one kind is preceded by something: by the same call, when its answer is lost. */
function before(
  action: Action,
  kind: string,
  happens: (send: () => Promise<unknown>) => Promise<unknown>,
): Action {
  const { appconfig } = action.clients;
  const send = async (command: { constructor: { name: string } }): Promise<unknown> => {
    const once = (): Promise<unknown> => appconfig.send(command as never);
    if (command.constructor.name === kind) await happens(once);
    return once();
  };
  const meddling = new Proxy(appconfig, {
    get: (client, name) => (name === 'send' ? send : Reflect.get(client, name)),
  });
  return { ...action, clients: { ...action.clients, appconfig: meddling } };
}

/** An action whose every call of AppConfig is followed by something. */
function after(action: Action, happens: () => void): Action {
  const { appconfig } = action.clients;
  const send = async (command: never): Promise<unknown> => {
    const answer: unknown = await appconfig.send(command);
    happens();
    return answer;
  };
  const watched = new Proxy(appconfig, {
    get: (client, name) => (name === 'send' ? send : Reflect.get(client, name)),
  });
  return { ...action, clients: { ...action.clients, appconfig: watched } };
}

/** Lets the pointer's strategy bake, so that its deployments can be seen at work. */
async function slowDown({ clients }: Action, { ids }: Publisher, minutes = 5): Promise<void> {
  await clients.appconfig.send(
    new UpdateDeploymentStrategyCommand({
      DeploymentStrategyId: ids.strategy,
      FinalBakeTimeInMinutes: minutes,
    }),
  );
}

describe('the pointer', () => {
  it('is published, served to operator and worker, and not published twice', async () => {
    const { action, publisher } = await furnished('us-east-1');
    expect(await readPointer(action)).toEqual(FIRST);
    const published = await publishPointer(action, wanted, FIRST);
    expect(published).toEqual({ version: 2, deployment: 2, stopped: [] });
    expect(await readPointer(action)).toEqual(wanted);
    expect(await readPointerAsWorker(action)).toEqual(wanted);

    const again = await publishPointer(action, { ...wanted, updatedAt: '2026-11-24T11:00:00Z' }, FIRST);
    expect(again).toEqual(published);
    expect(await publisher.versions()).toEqual([2, 1]);
  });

  it('is not overwritten when somebody else moved it meanwhile', async () => {
    const { action, publisher } = await furnished('us-east-2');
    await publisher.deploy(await publisher.version(other));
    await expect(publishPointer(action, wanted, FIRST)).rejects.toMatchObject({
      code: 'POINTER_MOVED',
      kind: 'refused',
      message: expect.stringContaining('epoch 7'),
      next: 'npx recover resume incident-1',
    });
    expect(await readPointer(action)).toEqual(other);
    expect(await publisher.versions()).toEqual([2, 1]);
  });

  it('is refused before any call when it is no pointer, without telling values', async () => {
    const { action } = await furnished('us-west-1');
    const asked = () => test.cloud.requests({ region: 'us-west-1' });
    const calls = await asked();
    const refusal: unknown = await publishPointer(action, { ...wanted, tableName: 'Elsewhere' }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'CONFIG_REJECTED', message: expect.stringContaining('tableName') });
    expect((refusal as Error).message).not.toContain('Elsewhere');
    expect(await asked()).toEqual(calls);
  });

  it('is refused by the validator in AppConfig with path and reason', async () => {
    const { action, publisher } = await furnished('us-west-2');
    await action.clients.appconfig.send(
      new UpdateConfigurationProfileCommand({
        ApplicationId: publisher.ids.application,
        ConfigurationProfileId: publisher.ids.profile,
        Validators: [
          {
            Type: 'JSON_SCHEMA',
            Content: JSON.stringify({
              $schema: 'http://json-schema.org/draft-04/schema#',
              properties: { epoch: { type: 'integer', maximum: 1 } },
            }),
          },
        ],
      }),
    );
    await expect(publishPointer(action, wanted, FIRST)).rejects.toMatchObject({
      code: 'CONFIG_REJECTED',
      kind: 'failed',
      message: expect.stringMatching(/properties\/epoch\/maximum \(maximum\): #\/epoch: must be <= 1/),
    });
    expect(await readPointer(action)).toEqual(FIRST);
  });

  it('cannot be published where its place is missing', async () => {
    const action = test.actionIn('ap-south-1');
    await expect(publishPointer(action, wanted)).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      kind: 'precondition',
    });
    await expect(readPointer(action)).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
  });

  it('has one place only: two applications of its name are refused', async () => {
    const { action } = await furnished('ap-south-2');
    await makeRuntimeConfig(action.clients, action.target, FIRST.tableName);
    await expect(publishPointer(action, wanted)).rejects.toMatchObject({ code: 'CONFIG_AMBIGUOUS' });
  });
});

describe('a deployment that runs already', () => {
  it('is stopped when it is of somebody else', async () => {
    const { action, publisher } = await furnished('eu-west-1');
    const slow = await publisher.deploy(await publisher.version(other), 'AppConfig.Canary10Percent20Minutes');
    expect(await publishPointer(action, wanted)).toEqual({ version: 3, deployment: 3, stopped: [slow] });
    expect(await publisher.stateOf(slow)).toBe('ROLLED_BACK');
    expect(await readPointer(action)).toEqual(wanted);
    expect(action.lines).toContainEqual(expect.stringContaining(`stopping deployment ${slow} (DEPLOYING)`));
  });

  it('is stopped in its bake as well, and what it had brought is not taken for what was expected', async () => {
    const { action, publisher } = await furnished('eu-west-2');
    const baking = await publisher.deploy(await publisher.version(other), 'AppConfig.AllAtOnce');
    expect(await publishPointer(action, wanted, FIRST)).toMatchObject({ stopped: [baking] });
    expect(await readPointer(action)).toEqual(wanted);
  });

  it('is awaited when it is our own', async () => {
    const { action, publisher } = await furnished('eu-west-3');
    await slowDown(action, publisher);
    const own = await publisher.deploy(
      await publisher.version({ ...wanted, updatedAt: '2026-01-01T00:00:00Z' }),
    );
    expect(await publisher.stateOf(own)).not.toBe('COMPLETE');
    expect(await publishPointer(action, wanted, FIRST)).toEqual({ version: 2, deployment: own, stopped: [] });
    expect(await publisher.stateOf(own)).toBe('COMPLETE');
  });

  it('that an alarm rolls back stops the run and tells why; the next run deploys again', async () => {
    const { action, publisher } = await furnished('eu-north-1');
    const { appconfig, cloudwatch } = action.clients;
    await slowDown(action, publisher, 10);
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'red',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        MetricName: 'errors',
        Namespace: 'test',
        Period: 60,
        Statistic: 'Sum',
        Threshold: 0,
      }),
    );
    const turn = (StateValue: 'ALARM' | 'OK') =>
      cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'red', StateValue, StateReason: 'a test' }));
    await turn('ALARM');
    await appconfig.send(
      new UpdateEnvironmentCommand({
        ApplicationId: publisher.ids.application,
        EnvironmentId: publisher.ids.environment,
        Monitors: [{ AlarmArn: `arn:aws:cloudwatch:eu-north-1:${action.target.names.accountId}:alarm:red` }],
      }),
    );
    await expect(publishPointer(action, wanted, FIRST)).rejects.toMatchObject({
      code: 'DEPLOYMENT_ROLLED_BACK',
      kind: 'failed',
      message: expect.stringMatching(/CLOUDWATCH_ALARM.*alarm:red/),
      next: 'npx recover resume incident-1',
    });
    expect(await readPointer(action)).toEqual(FIRST);
    await turn('OK');
    expect(await publishPointer(action, wanted, FIRST)).toMatchObject({ version: 2 });
    expect(await publisher.versions()).toEqual([2, 1]);
  });
});

describe('after a crash or in a bad network', () => {
  it('adopts the version that a killed run had made', async () => {
    const { action, publisher } = await furnished('ca-central-1');
    const version = await publisher.version({ ...wanted, updatedAt: '2026-11-24T09:00:00Z' });
    expect(await publishPointer(action, wanted, FIRST)).toMatchObject({ version });
    expect(await publisher.versions()).toEqual([2, 1]);
  });

  it('adopts its own version when the answer to its creation is lost', async () => {
    const { action, publisher } = await furnished('sa-east-1');
    const met = before(action, 'CreateHostedConfigurationVersionCommand', (send) => send());
    expect(await publishPointer(met, wanted, FIRST)).toMatchObject({ version: 2 });
    expect(await publisher.versions()).toEqual([2, 1]);
    expect(await readPointer(action)).toEqual(wanted);
  });

  it('awaits its own deployment when the answer to its start is lost', async () => {
    const { action, publisher } = await furnished('ap-southeast-3');
    await slowDown(action, publisher);
    const met = before(action, 'StartDeploymentCommand', (send) => send());
    expect(await publishPointer(met, wanted, FIRST)).toEqual({ version: 2, deployment: 2, stopped: [] });
    expect(await readPointer(action)).toEqual(wanted);
  });

  it('stops a deployment that somebody else starts between its look and its own', async () => {
    const { action, publisher } = await furnished('ap-southeast-4');
    const slow = await publisher.version(other);
    let meddled = false;
    const met = before(action, 'StartDeploymentCommand', async () => {
      if (!meddled) await publisher.deploy(slow, 'AppConfig.Canary10Percent20Minutes');
      meddled = true;
    });
    expect(await publishPointer(met, wanted)).toMatchObject({ stopped: [2] });
    expect(await readPointer(action)).toEqual(wanted);
  });

  it('refuses when somebody else makes a version between its look and its own', async () => {
    const { action, publisher } = await furnished('ap-northeast-1');
    const met = before(action, 'CreateHostedConfigurationVersionCommand', () => publisher.version(other));
    await expect(publishPointer(met, wanted, FIRST)).rejects.toMatchObject({
      code: 'POINTER_MOVED',
      kind: 'refused',
    });
    expect(await readPointer(action)).toEqual(FIRST);
    // The stranger's version was never deployed: the next run goes on.
    await publishPointer(action, wanted, FIRST);
    expect(await readPointer(action)).toEqual(wanted);
  });

  it('killed after any of its calls, goes on where it was: one version, one document', async () => {
    const { action, publisher } = await furnished('me-south-1');
    await slowDown(action, publisher, 1);
    let live = FIRST;
    for (let call = 1, killed = true; killed; call += 1) {
      const next = { ...wanted, epoch: call + 1 };
      let left = call;
      const dying = after(action, () => {
        left -= 1;
        if (left === 0) throw new Error('killed');
      });
      killed = await publishPointer(dying, next, live).then(
        () => false,
        (error: unknown) => {
          expect((error as Error).message).toBe('killed');
          return true;
        },
      );
      expect(await publishPointer(action, next, live)).toMatchObject({ stopped: [] });
      expect(await readPointer(action)).toEqual(next);
      expect(await publisher.versions()).toHaveLength(call + 1);
      live = next;
    }
    expect(live.epoch).toBeGreaterThan(10);
  });

  it.each([1, 2, 3, 4])('comes to the same end when a fifth of all calls fail (seed %i)', async (seed) => {
    const regions: Region[] = ['ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'];
    const { action } = await furnished(regions[seed - 1]!);
    await test.withFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'reset'], seed }, async () => {
      await publishPointer(action, wanted, FIRST);
      expect(await readPointerAsWorker(action)).toEqual(wanted);
    });
    expect(await readPointer(action)).toEqual(wanted);
  });
});
