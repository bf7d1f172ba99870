import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Names } from '../../../settings';
import type { Clock } from '../../engine/clock';
import type { DrillClients } from '../connection';
import { keyOf, type Item } from '../item';
import type { Tokens } from '../tokens';
import type { Ledger } from '../worker/ledger';

export interface LifeProps {
  readonly clients: Pick<DrillClients, 'dynamodb' | 'secrets'>;
  readonly names: Names;
  readonly tokens: Tokens;
}

/** Providers give users new tokens: the secrets keep their names and get another version. */
export async function refreshTokens(
  { clients, names, tokens }: LifeProps,
  users: readonly string[],
): Promise<void> {
  for (const user of users) {
    await clients.secrets.send(
      new PutSecretValueCommand({
        SecretId: names.userSecret(user, 'c1'),
        SecretString: tokens.refresh(`${user}-c1`),
      }),
    );
  }
}

export interface ConnectProps extends LifeProps {
  readonly table: string;
  readonly epoch: number;
  readonly ledger: Ledger;
  readonly clock: Pick<Clock, 'now'>;
}

/** Users connect one more provider: a secret that only this region has, and an item that points to it. */
export async function connectProviders(props: ConnectProps, users: readonly string[]): Promise<void> {
  const { clients, names, tokens, table, epoch, ledger, clock } = props;
  for (const user of users) {
    const { ARN = '' } = await clients.secrets.send(
      new CreateSecretCommand({
        Name: names.userSecret(user, 'c90'),
        KmsKeyId: names.keyAlias,
        SecretString: tokens.secretOf(`${user}-c90`),
      }),
    );
    const item: Item = {
      PK: { S: `USER#${user}` },
      SK: { S: 'CONN#c90' },
      Status: { S: 'active' },
      CredentialArn: { S: ARN },
    };
    await clients.dynamodb.send(new PutItemCommand({ TableName: table, Item: item }));
    const image = ledger.fingerprint(item);
    ledger.record({
      time: clock.now(),
      table,
      operation: 'connect a provider',
      key: keyOf(item),
      image,
      good: true,
      epoch,
    });
  }
}
