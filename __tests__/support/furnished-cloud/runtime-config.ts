import {
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  GetDeploymentCommand,
  StartDeploymentCommand,
  type AppConfigClient,
} from '@aws-sdk/client-appconfig';
import type { z } from 'zod';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import { featuresDocument, pointerDocument, validatorOf } from '../../../settings/runtime-documents';

/** What `modules/runtime-config` makes: two documents, each in an environment of its own, with a first version deployed. */
export async function makeRuntimeConfig(
  { appconfig }: Clients,
  { names, region }: Target,
  tableName: string,
): Promise<void> {
  const { Id: application = '' } = await appconfig.send(
    new CreateApplicationCommand({ Name: names.configApplication }),
  );
  const strategy = (Name: string, DeploymentDurationInMinutes: number, GrowthFactor: number, bake: number) =>
    appconfig.send(
      new CreateDeploymentStrategyCommand({
        Name,
        DeploymentDurationInMinutes,
        GrowthFactor,
        GrowthType: 'LINEAR',
        FinalBakeTimeInMinutes: bake,
        ReplicateTo: 'NONE',
      }),
    );
  const { Id: instant = '' } = await strategy(names.configStrategy.instant, 0, 100, 0);
  await strategy(names.configStrategy.gradual, 20, 10, 10);
  await makeDocument(appconfig, {
    application,
    strategy: instant,
    environment: names.configEnvironment.pointer,
    profile: names.configProfile.pointer,
    schema: pointerDocument,
    firstVersion: {
      schemaVersion: 1,
      tableName,
      epoch: 1,
      writesEnabled: true,
      incidentId: null,
      updatedAt: '1970-01-01T00:00:00Z',
    },
    monitors: [],
  });
  await makeDocument(appconfig, {
    application,
    strategy: instant,
    environment: names.configEnvironment.features,
    profile: names.configProfile.features,
    schema: featuresDocument,
    firstVersion: { schemaVersion: 1, flags: {} },
    monitors: [
      {
        AlarmArn: `arn:aws:cloudwatch:${region}:${names.accountId}:alarm:${names.alarm('api-server-errors')}`,
        AlarmRoleArn: names.roleArn('config-monitor'),
      },
    ],
  });
}

interface DocumentProps<Schema extends z.ZodType> {
  readonly application: string;
  readonly strategy: string;
  readonly environment: string;
  readonly profile: string;
  readonly schema: Schema;
  readonly firstVersion: z.infer<Schema>;
  readonly monitors: { AlarmArn: string; AlarmRoleArn: string }[];
}

async function makeDocument<Schema extends z.ZodType>(
  appconfig: AppConfigClient,
  props: DocumentProps<Schema>,
): Promise<void> {
  const {
    application: ApplicationId,
    strategy,
    environment,
    profile,
    schema,
    firstVersion,
    monitors,
  } = props;
  const { Id: EnvironmentId = '' } = await appconfig.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: environment, Monitors: monitors }),
  );
  const { Id: ConfigurationProfileId = '' } = await appconfig.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: profile,
      LocationUri: 'hosted',
      Type: 'AWS.Freeform',
      Validators: [{ Type: 'JSON_SCHEMA', Content: validatorOf(schema) }],
    }),
  );
  const { VersionNumber } = await appconfig.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId,
      ContentType: 'application/json',
      Content: Buffer.from(JSON.stringify(firstVersion)),
    }),
  );
  const { DeploymentNumber } = await appconfig.send(
    new StartDeploymentCommand({
      ApplicationId,
      EnvironmentId,
      ConfigurationProfileId,
      ConfigurationVersion: String(VersionNumber),
      DeploymentStrategyId: strategy,
    }),
  );
  const isDone = async (): Promise<boolean> => {
    const { State } = await appconfig.send(
      new GetDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber }),
    );
    return State === 'COMPLETE';
  };
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
}
