import { createHash } from 'node:crypto';
import { ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Item } from '../item';
import type { Tokens } from '../tokens';
import { some, type Finding } from './finding';

/** Secrets of one BatchGetSecretValue (Secrets Manager API reference). */
const BATCH = 20;
/** Calls at the same time. */
const WIDTH = 8;

export interface CredentialsProps {
  readonly dynamodb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly table: string;
  readonly region: string;
  readonly tokens: Pick<Tokens, 'secretOf'>;
}

/** One connection, and where its token is said to be. */
export interface ProviderConnection {
  /** User and connection, as in `u0000001-c1`. */
  readonly owner: string;
  readonly arn: string | undefined;
}

/** Every connection of a table must lead to a secret of its own region, and that must hold the connection's token. */
export async function proveCredentials(props: CredentialsProps): Promise<Finding> {
  const connections = await connectionsOf(props);
  const digests = await digestsOf(
    props.secrets,
    connections.flatMap(({ arn }) => arn ?? []),
  );
  return judgeCredentials({ ...props, connections, digests });
}

/** @param digests SHA-256 of each secret's value, by ARN; what is missing does not resolve */
export function judgeCredentials({
  connections,
  digests,
  region,
  tokens,
}: Pick<CredentialsProps, 'region' | 'tokens'> & {
  readonly connections: readonly ProviderConnection[];
  readonly digests: ReadonlyMap<string, string>;
}): Finding {
  const ownersOf = (fails: (connection: ProviderConnection) => boolean): string[] =>
    connections.filter(fails).map(({ owner }) => owner);
  const elsewhere = ownersOf(({ arn }) => arn?.split(':')[3] !== region);
  const dangling = ownersOf(({ arn }) => !digests.has(arn ?? ''));
  const wrong = ownersOf(({ owner, arn }) => {
    const digest = digests.get(arn ?? '');
    return digest !== undefined && digest !== digestOf(tokens.secretOf(owner));
  });
  const told = (what: string, owners: readonly string[]): string[] =>
    owners.length === 0 ? [] : [`${owners.length} ${what}: ${some(owners)}`];
  const problems = [
    ...told('in another region', elsewhere),
    ...told('dangling', dangling),
    ...told('with a token that is not the newest', wrong),
  ];
  return {
    id: 'credentials',
    claim: 'every connection leads to a secret of its own region, and that holds its newest token',
    holds: problems.length === 0 && connections.length > 0,
    evidence: problems.join('; ') || `${connections.length} connections, none dangling, every token right`,
  };
}

async function connectionsOf({
  dynamodb,
  table,
}: Pick<CredentialsProps, 'dynamodb' | 'table'>): Promise<ProviderConnection[]> {
  const connections: ProviderConnection[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'begins_with(SK, :connection)',
        ExpressionAttributeValues: { ':connection': { S: 'CONN#' } },
        ExclusiveStartKey: start,
      }),
    );
    for (const { PK, SK, CredentialArn } of page.Items ?? []) {
      const owner = `${PK?.S?.split('#')[1] ?? ''}-${SK?.S?.split('#')[1] ?? ''}`;
      connections.push({ owner, arn: CredentialArn?.S });
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return connections;
}

/** The values leave this function as digests only. */
async function digestsOf(
  client: SecretsManagerClient,
  arns: readonly string[],
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  const batches = Array.from({ length: Math.ceil(arns.length / BATCH) }, (_, index) =>
    arns.slice(index * BATCH, (index + 1) * BATCH),
  ).values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const SecretIdList of batches) {
        const { SecretValues = [] } = await client.send(new BatchGetSecretValueCommand({ SecretIdList }));
        for (const { ARN = '', SecretString = '' } of SecretValues) digests.set(ARN, digestOf(SecretString));
      }
    }),
  );
  return digests;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
