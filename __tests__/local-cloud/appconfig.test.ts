import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AppConfigClient,
  BadRequestException,
  ConflictException,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateExtensionCommand,
  CreateHostedConfigurationVersionCommand,
  DeleteDeploymentStrategyCommand,
  GetDeploymentCommand,
  GetHostedConfigurationVersionCommand,
  ListApplicationsCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  StartDeploymentCommand,
  StopDeploymentCommand,
  ValidateConfigurationCommand,
  type GetDeploymentCommandOutput,
} from '@aws-sdk/client-appconfig';
import {
  AppConfigDataClient,
  BadRequestException as DataBadRequest,
  GetLatestConfigurationCommand,
  ResourceNotFoundException as DataNotFound,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';

/** Ten minutes of bake pass in two seconds. */
const SPEED = 300;
const REGION = 'us-east-1';
const ALL_AT_ONCE = 'AppConfig.AllAtOnce';

jest.setTimeout(120_000);

let cloud: LocalCloud;
let control: AppConfigClient;
let data: AppConfigDataClient;

const clientSettings = (region = REGION) => ({
  region,
  endpoint: cloud.endpoint,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true, speed: SPEED });
  control = new AppConfigClient(clientSettings());
  data = new AppConfigDataClient(clientSettings());
});

afterAll(async () => {
  control.destroy();
  data.destroy();
  await cloud.stop();
});

/** Asks until the answer will do. */
async function eventually<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  const answer = await ask();
  if (done(answer)) return answer;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return eventually(ask, done);
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

/** An application of its own for each test. */
async function place({ monitor, validator }: { monitor?: string; validator?: object } = {}) {
  const { Id: ApplicationId } = await control.send(
    new CreateApplicationCommand({ Name: `app-${Math.random()}`, Tags: { team: 'recovery' } }),
  );
  const Monitors = monitor === undefined ? [] : [{ AlarmArn: monitor }];
  const { Id: EnvironmentId } = await control.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: 'environment', Monitors }),
  );
  const { Id: ConfigurationProfileId } = await control.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: 'profile',
      LocationUri: 'hosted',
      Validators:
        validator === undefined ? [] : [{ Type: 'JSON_SCHEMA', Content: JSON.stringify(validator) }],
    }),
  );
  const profile = { ApplicationId, ConfigurationProfileId };
  const environment = { ApplicationId, EnvironmentId };
  return {
    profile,
    environment,
    publish: (document: unknown, LatestVersionNumber?: number) =>
      control.send(
        new CreateHostedConfigurationVersionCommand({
          ...profile,
          Content: bytes(document),
          ContentType: 'application/json',
          ...(LatestVersionNumber === undefined ? {} : { LatestVersionNumber }),
        }),
      ),
    deploy: (
      ConfigurationVersion: number | undefined,
      DeploymentStrategyId: string | undefined = ALL_AT_ONCE,
    ) =>
      control.send(
        new StartDeploymentCommand({
          ...profile,
          ...environment,
          DeploymentStrategyId,
          ConfigurationVersion: String(ConfigurationVersion),
        }),
      ),
    reach: (DeploymentNumber: number, state: string): Promise<GetDeploymentCommandOutput> =>
      eventually(
        () => control.send(new GetDeploymentCommand({ ...environment, DeploymentNumber })),
        ({ State }) => State === state,
      ),
    session: async (interval = 15) => {
      const { InitialConfigurationToken } = await data.send(
        new StartConfigurationSessionCommand({
          ApplicationIdentifier: ApplicationId,
          EnvironmentIdentifier: 'environment',
          ConfigurationProfileIdentifier: 'profile',
          RequiredMinimumPollIntervalInSeconds: interval,
        }),
      );
      return InitialConfigurationToken;
    },
  };
}

async function instantStrategy(): Promise<string | undefined> {
  const { Id } = await control.send(
    new CreateDeploymentStrategyCommand({
      Name: 'instant',
      DeploymentDurationInMinutes: 0,
      FinalBakeTimeInMinutes: 0,
      GrowthFactor: 100,
    }),
  );
  return Id;
}

const poll = (ConfigurationToken: string | undefined) =>
  data.send(new GetLatestConfigurationCommand({ ConfigurationToken }));

describe('the SDK for JavaScript', () => {
  test('publishes, deploys, is refused during the bake, and deploys again after it', async () => {
    const { publish, deploy, reach, environment } = await place();
    await publish({ n: 1 });
    const started = await deploy(1);
    expect(started).toMatchObject({ DeploymentNumber: 1, State: 'DEPLOYING', PercentageComplete: 0 });
    const refused = await failure(deploy(1));
    expect(refused).toBeInstanceOf(ConflictException);
    expect((refused as Error).message).toBe(
      `Environment ${environment.EnvironmentId} currently has a state of DEPLOYING. The current deployment must finish before a new deployment can be started.`,
    );
    const { StartedAt, CompletedAt } = await reach(1, 'COMPLETE');
    expect(CompletedAt!.getTime() - StartedAt!.getTime()).toBe(600_000);
    expect((await deploy(1)).DeploymentNumber).toBe(2);
  });

  test('polls: the document, then nothing, then the next one', async () => {
    const { publish, deploy, session } = await place();
    const instant = await instantStrategy();
    await publish({ n: 1 });
    await deploy(1, instant);
    const first = await poll(await session());
    expect(first).toMatchObject({ ContentType: 'application/json', NextPollIntervalInSeconds: 15 });
    expect(first.Configuration!.transformToString()).toBe('{"n":1}');
    // A refused poll leaves the token good: it may be asked again until the interval is over.
    const second = await eventually(
      () => poll(first.NextPollConfigurationToken).catch(() => undefined),
      (answer) => answer !== undefined,
    );
    // This SDK makes null of an empty body; its type says undefined.
    expect(second!.Configuration ?? 'nothing').toBe('nothing');
    await publish({ n: 2 });
    await deploy(2, instant);
    const third = await eventually(
      () => poll(second!.NextPollConfigurationToken).catch(() => undefined),
      (answer) => answer !== undefined,
    );
    expect(third!.Configuration!.transformToString()).toBe('{"n":2}');
  });

  test('sees why a poll is refused', async () => {
    const { publish, deploy, session } = await place();
    await publish({ n: 1 });
    await deploy(1);
    const { NextPollConfigurationToken } = await poll(await session(86_400));
    const early = await failure(poll(NextPollConfigurationToken));
    expect(early).toBeInstanceOf(DataBadRequest);
    expect(early).toMatchObject({
      Reason: 'InvalidParameters',
      Details: { InvalidParameters: { ConfigurationToken: { Problem: 'PollIntervalNotSatisfied' } } },
    });
  });

  test('sees that nothing is deployed', async () => {
    const { session } = await place();
    const missing = await failure(poll(await session()));
    expect(missing).toBeInstanceOf(DataNotFound);
    expect(missing).toMatchObject({ ResourceType: 'Deployment' });
  });

  test('loses the race for a version by the optimistic lock', async () => {
    const { publish, profile } = await place();
    await publish({ n: 1 }, 0);
    expect(await failure(publish({ n: 2 }, 0))).toBeInstanceOf(ConflictException);
    expect((await publish({ n: 2 }, 1)).VersionNumber).toBe(2);
    const { Content, ContentType } = await control.send(
      new GetHostedConfigurationVersionCommand({ ...profile, VersionNumber: 2 }),
    );
    expect([Buffer.from(Content!).toString(), ContentType]).toEqual(['{"n":2}', 'application/json']);
  });

  test('sees what a validator found', async () => {
    const { publish, profile } = await place({ validator: { type: 'object', required: ['tableName'] } });
    const invalid = await failure(publish({ n: 1 }));
    expect(invalid).toBeInstanceOf(BadRequestException);
    expect(invalid).toMatchObject({
      Reason: 'InvalidConfiguration',
      Details: { InvalidConfiguration: [{ Constraint: 'required', Location: '#/required' }] },
    });
    await publish({ tableName: 'x' });
    await control.send(new ValidateConfigurationCommand({ ...profile, ConfigurationVersion: '1' }));
  });

  test('stops a deployment and sees the version before', async () => {
    const { publish, deploy, reach, environment, session } = await place();
    await publish({ n: 1 });
    await publish({ n: 2 });
    await deploy(1, await instantStrategy());
    await deploy(2);
    await control.send(new StopDeploymentCommand({ ...environment, DeploymentNumber: 2 }));
    await reach(2, 'ROLLED_BACK');
    expect((await poll(await session())).Configuration!.transformToString()).toBe('{"n":1}');
  });

  test('reverts a completed deployment', async () => {
    const { publish, deploy, environment } = await place();
    await publish({ n: 1 });
    await deploy(1, await instantStrategy());
    const completed = { ...environment, DeploymentNumber: 1 };
    expect(await failure(control.send(new StopDeploymentCommand(completed)))).toBeInstanceOf(
      BadRequestException,
    );
    const { State } = await control.send(new StopDeploymentCommand({ ...completed, AllowRevert: true }));
    expect(State).toBe('REVERTED');
  });

  test('reads tags, deletes a strategy and finds nothing where nothing is', async () => {
    const { profile } = await place();
    const ResourceArn = `arn:aws:appconfig:${REGION}:123456789012:application/${profile.ApplicationId}`;
    expect((await control.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual({
      team: 'recovery',
    });
    const strategy = { DeploymentStrategyId: await instantStrategy() };
    await control.send(new DeleteDeploymentStrategyCommand(strategy));
    const gone = await failure(control.send(new DeleteDeploymentStrategyCommand(strategy)));
    expect(gone).toBeInstanceOf(ResourceNotFoundException);
  });

  test('sees nothing of one region in another', async () => {
    await place();
    const elsewhere = new AppConfigClient(clientSettings('us-west-2'));
    expect((await elsewhere.send(new ListApplicationsCommand({}))).Items).toEqual([]);
    elsewhere.destroy();
  });

  test('does not retry what the local cloud leaves out', async () => {
    const error = await failure(
      control.send(
        new CreateExtensionCommand({ Name: 'x', Actions: { ON_DEPLOYMENT_START: [{ Name: 'x' }] } }),
      ),
    );
    expect(error).toMatchObject({ name: 'NotImplemented', $metadata: { attempts: 1 } });
  });
});

describe('the AWS CLI', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'appconfig-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const aws = async (...args: string[]): Promise<any> => {
    const env = { ...process.env, ...cloud.clientEnvironment(), AWS_DEFAULT_REGION: REGION };
    const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'json'], { env });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };

  test('publishes, deploys and reads the configuration', async () => {
    const { Id: application } = await aws('appconfig', 'create-application', '--name', 'cli');
    const within = ['--application-id', application];
    const { Id: environment, State } = await aws(
      'appconfig',
      'create-environment',
      ...within,
      '--name',
      'prod',
    );
    expect(State).toBe('ReadyForDeployment');
    const { Id: profile } = await aws(
      ...['appconfig', 'create-configuration-profile', ...within],
      ...['--name', 'pointer', '--location-uri', 'hosted'],
    );
    const file = join(folder, 'configuration.json');
    const version = await aws(
      ...[
        'appconfig',
        'create-hosted-configuration-version',
        ...within,
        '--configuration-profile-id',
        profile,
      ],
      ...['--content-type', 'application/json', '--content', '{"n":1}', file],
    );
    expect(version.VersionNumber).toBe(1);
    const deployment = await aws(
      ...['appconfig', 'start-deployment', ...within, '--environment-id', environment],
      ...['--deployment-strategy-id', ALL_AT_ONCE],
      ...['--configuration-profile-id', profile, '--configuration-version', '1'],
    );
    expect(deployment.EventLog).toHaveLength(1);
    const { InitialConfigurationToken: token } = await aws(
      ...['appconfigdata', 'start-configuration-session', '--application-identifier', 'cli'],
      ...['--environment-identifier', 'prod', '--configuration-profile-identifier', 'pointer'],
    );
    const answer = await aws(
      'appconfigdata',
      'get-latest-configuration',
      '--configuration-token',
      token,
      file,
    );
    expect(answer).toMatchObject({ NextPollIntervalInSeconds: 60, ContentType: 'application/json' });
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}');
  });

  test('sets an alarm that rolls a baking deployment back', async () => {
    await aws(
      ...[
        'cloudwatch',
        'put-metric-alarm',
        '--alarm-name',
        'errors',
        '--namespace',
        'n',
        '--metric-name',
        'm',
      ],
      ...['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1', '--threshold', '1'],
      ...['--comparison-operator', 'GreaterThanThreshold'],
    );
    const arn = `arn:aws:cloudwatch:${REGION}:123456789012:alarm:errors`;
    const { publish, deploy, reach } = await place({ monitor: arn });
    await publish({ n: 1 });
    // A day of bake is almost five minutes here: long enough for the CLI to be slow.
    const { Id } = await control.send(
      new CreateDeploymentStrategyCommand({
        Name: 'slow',
        DeploymentDurationInMinutes: 0,
        FinalBakeTimeInMinutes: 1440,
        GrowthFactor: 100,
      }),
    );
    await deploy(1, Id);
    await reach(1, 'BAKING');
    await aws(
      'cloudwatch',
      'set-alarm-state',
      '--alarm-name',
      'errors',
      '--state-value',
      'ALARM',
      '--state-reason',
      'x',
    );
    const { EventLog } = await reach(1, 'ROLLED_BACK');
    expect(EventLog![1]).toMatchObject({ EventType: 'ROLLBACK_STARTED', TriggeredBy: 'CLOUDWATCH_ALARM' });
    expect(EventLog![1]!.Description).toContain(arn);
  });
});
