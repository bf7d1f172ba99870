import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Names } from '../../settings';
import type { Clock } from '../engine/clock';
import type { DrillClients } from './connection';
import { itemsOf, type GeneratedUser } from './generated-users';
import { keyOf, type Item } from './item';
import type { Tokens } from './tokens';
import type { Ledger } from './worker/ledger';

/** Items of one BatchWriteItem (DynamoDB API reference). */
const BATCH = 25;
/** Calls at the same time: more do not make the local cloud faster. */
const WIDTH = 16;

export interface SeedProps {
  readonly clients: Pick<DrillClients, 'dynamodb' | 'secrets'>;
  readonly names: Names;
  readonly clock: Pick<Clock, 'now'>;
  readonly ledger: Ledger;
  readonly users: readonly GeneratedUser[];
  readonly tokens: Pick<Tokens, 'secretOf'>;
}

export interface Seeded {
  readonly items: number;
  readonly secrets: number;
}

/** Creates the users: a secret for each connection, then the items that point to them. */
export async function seed(props: SeedProps): Promise<Seeded> {
  const { names, users, clients, tokens } = props;
  const connections = users.flatMap(({ userId, connections: list }) =>
    list.map(({ connectionId }) => ({ userId, connectionId })),
  );
  const arns = new Map<string, string>();
  await inParallel(connections, async ({ userId, connectionId }) => {
    const { ARN = '' } = await clients.secrets.send(
      new CreateSecretCommand({
        Name: names.userSecret(userId, connectionId),
        KmsKeyId: names.keyAlias,
        SecretString: tokens.secretOf(`${userId}-${connectionId}`),
      }),
    );
    arns.set(`${userId} ${connectionId}`, ARN);
  });
  const items = users.flatMap((user) =>
    itemsOf(user, (userId, connectionId) => arns.get(`${userId} ${connectionId}`) ?? ''),
  );
  await inParallel(batchesOf(items.map((item) => marshall(item) as Item)), (batch) =>
    writeBatch(props, batch),
  );
  return { items: items.length, secrets: connections.length };
}

async function writeBatch(
  { clients, names, clock, ledger }: SeedProps,
  batch: readonly Item[],
): Promise<void> {
  const table = names.originalTable;
  let left: WriteRequest[] = batch.map((item) => ({ PutRequest: { Item: item } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await clients.dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
    );
    left = UnprocessedItems?.[table] ?? [];
  }
  const time = clock.now();
  for (const item of batch) {
    const image = ledger.fingerprint(item);
    ledger.ideal.note(keyOf(item), item, true);
    ledger.record({ time, table, operation: 'seed', key: keyOf(item), image, good: true, epoch: 1 });
  }
}

function batchesOf<Value>(values: readonly Value[]): Value[][] {
  return Array.from({ length: Math.ceil(values.length / BATCH) }, (_, index) =>
    values.slice(index * BATCH, (index + 1) * BATCH),
  );
}

async function inParallel<Value>(
  values: readonly Value[],
  work: (value: Value) => Promise<void>,
): Promise<void> {
  const queue = values.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const value of queue) await work(value);
    }),
  );
}
