import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { unless, warning, type Check } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld } from '../world';
import { readKey } from './keys';
import { liveTable } from './table';

/** Items that are looked at for a connection, and connections whose secret is looked for: a sample. */
const ITEMS = 200;
const CONNECTIONS = 20;

/** Secrets without which the service comes back but syncs nothing. Only described: no value is read. */
export const SECRETS: readonly Check[] = [
  {
    id: 'secrets/providers',
    title: 'The app credentials of every provider exist',
    severity: 'critical',
    fix: deploy('primary'),
    async check(world) {
      const found = await providers(world);
      return unless(
        found.flatMap(({ name, secret }) => {
          if (secret === undefined) return [`${name} is missing`];
          return secret.DeletedDate === undefined ? [] : [`${name} is about to be deleted`];
        }),
        `${found.length} are there`,
        pendingFix(world, found),
      );
    },
  },
  {
    id: 'secrets/filled',
    title: 'The app credentials of every provider have a value',
    severity: 'critical',
    fix: ({ names, settings }) =>
      `aws secretsmanager put-secret-value --secret-id ${names.providerSecret(settings.providers[0] ?? 'PROVIDER')} --secret-string file:///dev/stdin --region ${settings.primary.region}`,
    async check(world) {
      const found = await providers(world);
      return unless(
        found.map(
          ({ name, secret }) =>
            secret !== undefined &&
            !Object.values(secret.VersionIdsToStages ?? {})
              .flat()
              .includes('AWSCURRENT') &&
            `${name} is empty`,
        ),
        'all have',
      );
    },
  },
  {
    id: 'secrets/key',
    title: "The app credentials are encrypted under the region's own key",
    severity: 'minor',
    fix: deploy('primary'),
    async check(world) {
      const [found, key] = await Promise.all([providers(world), readKey(world, world.primary)]);
      return unless(
        found.map(
          ({ name, secret }) =>
            secret !== undefined &&
            ![key.arn, key.id, world.names.keyAlias].includes(secret.KmsKeyId ?? '') &&
            `${name} is under ${secret.KmsKeyId ?? "AWS's key"}`,
        ),
        'all are',
      );
    },
  },
  {
    id: 'secrets/connections',
    title: 'Tokens that connections point to exist (a sample)',
    severity: 'critical',
    operatorOnly: true,
    fix: () => 'npx recover validate',
    async check(world) {
      const arns = await sampleArns(world);
      const { secrets } = world.primary.clients;
      const dangling = await Promise.all(
        arns.map(async (arn) => ((await describe(secrets, arn)) === undefined ? [arn] : [])),
      );
      if (arns.length === 0) return warning('no connection was found: is the table empty?');
      return unless(
        dangling.flat().map((arn) => `${arn} does not exist`),
        `${arns.length} were found`,
      );
    },
  },
  {
    id: 'secrets/in-region',
    title: 'Tokens are in the region where the service runs (a sample)',
    severity: 'major',
    operatorOnly: true,
    fix: () => 'npx recover validate',
    async check(world) {
      const { region } = world.primary.target;
      const elsewhere = (await sampleArns(world)).filter((arn) => arn.split(':')[3] !== region);
      return unless(
        elsewhere.map((arn) => `${arn} is not in ${region}`),
        `in ${region}`,
      );
    },
  },
];

interface Provider {
  readonly name: string;
  readonly secret: DescribeSecretCommandOutput | undefined;
}

function providers(world: ReadinessWorld): Promise<Provider[]> {
  return once(world, 'providers', () =>
    Promise.all(
      world.settings.providers.map(async (provider) => {
        const name = world.names.providerSecret(provider);
        return { name, secret: await describe(world.primary.clients.secrets, name) };
      }),
    ),
  );
}

function pendingFix({ primary }: ReadinessWorld, found: readonly Provider[]): string | undefined {
  const pending = found.find(({ secret }) => secret?.DeletedDate !== undefined);
  return pending === undefined
    ? undefined
    : `aws secretsmanager restore-secret --secret-id ${pending.name} --region ${primary.target.region}`;
}

/** @returns undefined when there is no such secret */
async function describe(secrets: ReadinessWorld['primary']['clients']['secrets'], SecretId: string) {
  try {
    return await secrets.send(new DescribeSecretCommand({ SecretId }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    return undefined;
  }
}

function sampleArns(world: ReadinessWorld): Promise<string[]> {
  return once(world, 'sample of connections', async () => {
    const { Items = [] } = await world.primary.clients.dynamodb.send(
      new ScanCommand({
        TableName: await liveTable(world),
        Limit: ITEMS,
        ProjectionExpression: 'CredentialArn',
      }),
    );
    return Items.flatMap(({ CredentialArn }) => CredentialArn?.S ?? []).slice(0, CONNECTIONS);
  });
}
