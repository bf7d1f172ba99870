import {
  UpdateConfigurationProfileCommand,
  UpdateDeploymentStrategyCommand,
  UpdateEnvironmentCommand,
} from '@aws-sdk/client-appconfig';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { pointerDocument, validatorOf } from '../../../settings/runtime-documents';
import { findPointerIds, type PointerIds } from '../../../scripts/recovery/service/pointer/ids';
import { declare } from '../../incident/support/declare';
import { itemsOf, type Items } from '../../support/corruption';
import { recover, startService, type Service } from '../../support/service-with-operators';

const MINUTES = 60_000;
type Env = Record<string, string | undefined>;

describe('when AppConfig does not take the new pointer', () => {
  let service: Service;
  let env: Env;
  let ids: PointerIds;
  let before: Items;
  let incident: string;

  beforeAll(async () => {
    service = await startService({ speed: 300, users: 5 });
    env = await service.signIn('alice');
    ids = await findPointerIds({ target: service.target, clients: service.clients });
    before = await itemsOf(service, service.table);
  }, 3 * MINUTES);
  afterAll(() => service.close());

  const resume = () => recover(`resume ${incident} --json`, env);
  const livePointer = async () => JSON.parse((await recover('status --json', env)).stdout).pointer.value;
  const validateBy = (schema: z.ZodType) =>
    service.clients.appconfig.send(
      new UpdateConfigurationProfileCommand({
        ApplicationId: ids.application,
        ConfigurationProfileId: ids.profile,
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
      expect(error).toMatchObject({
        code: 'CONFIG_REJECTED',
        next: `node bin/recover.js resume ${incident} --env drill`,
      });
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
          DeploymentStrategyId: ids.strategy,
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
          ApplicationId: ids.application,
          EnvironmentId: ids.environment,
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
