import {
  UpdateConfigurationProfileCommand,
  UpdateDeploymentStrategyCommand,
  UpdateEnvironmentCommand,
} from '@aws-sdk/client-appconfig';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { pointerDocument, validatorOf } from '../../settings/runtime-documents';
import { FAULT_KINDS } from '../../scripts/local-cloud/gateway/faults';
import { findPlace, type PointerPlace } from '../../scripts/recovery/service/pointer/place';
import { corrupt, itemsOf, lossFrom, type Items } from '../support/corruption';
import { recover, startService, type Outcome, type Service } from '../support/service-with-operators';

const MINUTES = 60_000;
type Env = Record<string, string | undefined>;

async function declare(service: Service, env: Env): Promise<Outcome> {
  const restorePoint = await corrupt(service);
  const loss = lossFrom(service, restorePoint);
  return recover(
    `run data-corruption --restore-to ${restorePoint} --accept-data-loss ${loss} --users-to-verify 3 --no-plan --json`,
    env,
  );
}

async function tablesOf({ clients }: Service): Promise<string[]> {
  return (await clients.dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];
}

it(
  'a run in which a fifth of all calls fails, some after they were carried out, ends as an undisturbed one',
  async () => {
    const service = await startService({ speed: 100, users: 10 });
    try {
      const env = await service.signIn('alice');
      const before = await itemsOf(service, service.table);
      await service.cloud.injectFaults({ rate: 0.2, kinds: FAULT_KINDS, seed: 7 });
      const { status, stdout } = await declare(service, env);
      const faults = (await service.cloud.requests()).filter((one) => one.status === 0 || one.status >= 500);
      await service.cloud.clearFaults();
      expect(JSON.parse(stdout)).toMatchObject({ state: 'completed' });
      expect(status).toBe(0);
      expect(faults.length).toBeGreaterThan(30);
      const [restored, ...others] = (await tablesOf(service)).filter((name) => name !== service.table);
      expect(others).toEqual([]);
      expect(await itemsOf(service, restored!)).toEqual(before);
      const { pointer } = JSON.parse((await recover('status --json', env)).stdout);
      expect(pointer.value).toMatchObject({ tableName: restored, epoch: 2, writesEnabled: true });
    } finally {
      await service.close();
    }
  },
  6 * MINUTES,
);

describe('when AppConfig does not take the new pointer', () => {
  let service: Service;
  let env: Env;
  let place: PointerPlace;
  let before: Items;
  let incident: string;

  beforeAll(async () => {
    service = await startService({ speed: 300, users: 5 });
    env = await service.signIn('alice');
    place = await findPlace({ target: service.target, clients: service.clients });
    before = await itemsOf(service, service.table);
  }, 3 * MINUTES);
  afterAll(() => service.close());

  const resume = () => recover(`resume ${incident} --json`, env);
  const livePointer = async () => JSON.parse((await recover('status --json', env)).stdout).pointer.value;
  const validateBy = (schema: z.ZodType) =>
    service.clients.appconfig.send(
      new UpdateConfigurationProfileCommand({
        ApplicationId: place.application,
        ConfigurationProfileId: place.profile,
        Validators: [{ Type: 'JSON_SCHEMA', Content: validatorOf(schema) }],
      }),
    );
  const alarm = (StateValue: 'ALARM' | 'OK') =>
    service.clients.cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'red', StateValue, StateReason: 'a test' }),
    );

  it(
    'a document that its validator rejects stops the run before anything is repointed, and says why',
    async () => {
      await validateBy(pointerDocument.extend({ epoch: z.literal(1) }));
      const { status, stdout } = await declare(service, env);
      const { error, incident: declared } = JSON.parse(stdout);
      incident = declared;
      expect(status).toBe(1);
      expect(error).toMatchObject({ code: 'CONFIG_REJECTED', next: `npx recover resume ${incident}` });
      expect(error.message).toContain('epoch');
      // Nothing gets worse meanwhile: the service still has its old table, and may not write to it.
      expect(await livePointer()).toMatchObject({ tableName: service.table, epoch: 1, writesEnabled: false });
    },
    4 * MINUTES,
  );

  it(
    'a deployment that is rolled back does the same',
    async () => {
      await validateBy(pointerDocument);
      await service.clients.appconfig.send(
        new UpdateDeploymentStrategyCommand({
          DeploymentStrategyId: place.strategy,
          DeploymentDurationInMinutes: 2,
          GrowthFactor: 50,
        }),
      );
      await service.clients.cloudwatch.send(
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
      await alarm('ALARM');
      const { region, names } = service.target;
      await service.clients.appconfig.send(
        new UpdateEnvironmentCommand({
          ApplicationId: place.application,
          EnvironmentId: place.environment,
          Monitors: [{ AlarmArn: `arn:aws:cloudwatch:${region}:${names.accountId}:alarm:red` }],
        }),
      );
      const { status, stdout } = await resume();
      expect(status).toBe(1);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'DEPLOYMENT_ROLLED_BACK',
        message: expect.stringMatching(/alarm:red/),
      });
      expect(await livePointer()).toMatchObject({ tableName: service.table, writesEnabled: false });
    },
    3 * MINUTES,
  );

  it(
    'and the run goes on when the cause is gone',
    async () => {
      await alarm('OK');
      const { status, stdout } = await resume();
      expect(JSON.parse(stdout)).toMatchObject({ incident, state: 'completed' });
      expect(status).toBe(0);
      const { tableName, epoch, writesEnabled } = await livePointer();
      expect({ epoch, writesEnabled }).toEqual({ epoch: 2, writesEnabled: true });
      expect(await itemsOf(service, tableName)).toEqual(before);
    },
    3 * MINUTES,
  );
});
