import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { NamedCall } from './outcome';

const Name = '/syncwell/live-table';
/** Calls on parameters. */
export const parameters: NamedCall[] = [
  ['a missing parameter is read', ({ ssm }) => ssm.send(new GetParameterCommand({ Name }))],
  [
    'a parameter is put',
    ({ ssm }) => ssm.send(new PutParameterCommand({ Name, Value: 'a', Type: 'String' })),
  ],
  [
    'a parameter is put twice',
    ({ ssm }) => ssm.send(new PutParameterCommand({ Name, Value: 'b', Type: 'String' })),
  ],
  [
    'a parameter is overwritten',
    ({ ssm }) => ssm.send(new PutParameterCommand({ Name, Value: 'b', Overwrite: true })),
  ],
  ['a parameter is read', ({ ssm }) => ssm.send(new GetParameterCommand({ Name }))],
];

const SecretId = 'syncwell/users/u1/connections/c1/token';
/** Calls on secrets. */
export const secrets: NamedCall[] = [
  [
    'a secret is made',
    ({ secrets: client }) => client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'first' })),
  ],
  [
    'a secret is made twice',
    ({ secrets: client }) => client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'other' })),
  ],
  [
    'a secret gets a new value',
    ({ secrets: client }) => client.send(new PutSecretValueCommand({ SecretId, SecretString: 'second' })),
  ],
  ['a secret is read', ({ secrets: client }) => client.send(new GetSecretValueCommand({ SecretId }))],
  [
    'a secret is read by its ARN',
    async ({ secrets: client }) => {
      const { ARN } = await client.send(new DescribeSecretCommand({ SecretId }));
      return client.send(new GetSecretValueCommand({ SecretId: ARN }));
    },
  ],
  [
    'the value before is made the current one',
    async ({ secrets: client }) => {
      const [current, before] = await Promise.all(
        ['AWSCURRENT', 'AWSPREVIOUS'].map((VersionStage) =>
          client.send(new GetSecretValueCommand({ SecretId, VersionStage })),
        ),
      );
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: before?.VersionId,
          RemoveFromVersionId: current?.VersionId,
        }),
      );
      return client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' }));
    },
  ],
  ['it is read', ({ secrets: client }) => client.send(new GetSecretValueCommand({ SecretId }))],
  [
    'secrets are read together',
    ({ secrets: client }) =>
      client.send(new BatchGetSecretValueCommand({ SecretIdList: [SecretId, 'none'] })),
  ],
  [
    'secrets are listed',
    async ({ secrets: client }) => {
      const { SecretList } = await client.send(new ListSecretsCommand({}));
      return SecretList?.map((secret) => secret.Name);
    },
  ],
];
