import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { marshall } from '@aws-sdk/util-dynamodb';
import { itemsOf, type GeneratedUser, type PlainItem } from '../../../scripts/drill/generated-users';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import { keyArn } from './table';

/** More at once makes moto no faster. */
const AT_ONCE = 16;
/** BatchWriteItem takes no more (DynamoDB API reference). */
const BATCH = 25;

interface UsersProps {
  readonly table: string;
  readonly users: readonly GeneratedUser[];
}

/** The providers' secrets, each user's tokens, and the users' items. @returns the items, before they were marshalled */
export async function makeUsers(
  { secrets, dynamodb }: Clients,
  target: Target,
  { table, users }: UsersProps,
): Promise<PlainItem[]> {
  const { names, settings } = target;
  const create = secretMaker(secrets, keyArn(target));
  await inTurns(settings.providers, (provider) => create(names.providerSecret(provider), provider));
  const arns = new Map<string, string>();
  const connections = users.flatMap(({ userId, connections: own }) =>
    own.map(({ connectionId }) => names.userSecret(userId, connectionId)),
  );
  await inTurns(connections, async (name) => {
    arns.set(name, await create(name, 'user'));
  });
  const items = users.flatMap((user) =>
    itemsOf(user, (userId, connectionId) => arns.get(names.userSecret(userId, connectionId)) ?? ''),
  );
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
  await inTurns(batches, (batch) => writeBatch(dynamodb, table, batch));
  return items;
}

function secretMaker(secrets: SecretsManagerClient, KmsKeyId: string) {
  return async (Name: string, what: string): Promise<string> => {
    const { ARN = '' } = await secrets.send(
      new CreateSecretCommand({
        Name,
        KmsKeyId,
        SecretString: JSON.stringify({ token: `made up for ${what}` }),
      }),
    );
    return ARN;
  };
}

async function writeBatch(
  dynamodb: DynamoDBClient,
  table: string,
  batch: readonly PlainItem[],
): Promise<void> {
  let left = batch.map((item) => ({ PutRequest: { Item: marshall(item) } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
    );
    left = (UnprocessedItems?.[table] ?? []) as typeof left;
  }
}

async function inTurns<Value>(
  values: readonly Value[],
  work: (value: Value) => Promise<unknown>,
): Promise<void> {
  const queue = values.values();
  const run = async (): Promise<void> => {
    for (const value of queue) await work(value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}
